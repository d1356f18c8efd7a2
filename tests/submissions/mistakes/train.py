# %% train_step_code: each update twice
right = train_step

def train_step(params, optimizer, inputs, targets):
    right(params, optimizer, inputs, targets)
    return right(params, optimizer, inputs, targets)

# %% train_step_code: the loss after the update
right = train_step

def train_step(params, optimizer, inputs, targets):
    right(params, optimizer, inputs, targets)
    return cross_entropy(forward(params, inputs)[0], targets)

# %% train_step_code: the loss of the whole batch
right = train_step

def train_step(params, optimizer, inputs, targets):
    return right(params, optimizer, inputs, targets) * len(inputs)

# %% train_step_code: the loss in bits
right = train_step

def train_step(params, optimizer, inputs, targets):
    return right(params, optimizer, inputs, targets) / np.float32(np.log(2))

# %% train_step_code: uphill
right = train_step

def train_step(params, optimizer, inputs, targets):
    before = {name: tf.identity(value) for name, value in params.items()}
    loss = right(params, optimizer, inputs, targets)
    for name, value in params.items():
        value.assign(2 * before[name] - value)
    return loss

# %% train_step_code: the inputs are predicted
right = train_step

def train_step(params, optimizer, inputs, targets):
    return right(params, optimizer, inputs, inputs)

# %% train_step_code: half of the batch
right = train_step

def train_step(params, optimizer, inputs, targets):
    half = (len(inputs) + 1) // 2
    return right(params, optimizer, inputs[:half], targets[:half])

# %% train_step_code: the recurrent weights are not trained
right = train_step

def train_step(params, optimizer, inputs, targets):
    before = tf.identity(params["W_hh"])
    loss = right(params, optimizer, inputs, targets)
    params["W_hh"].assign(before)
    return loss

# %% train_step_code: only the output layer is trained
right = train_step

def train_step(params, optimizer, inputs, targets):
    before = {name: tf.identity(params[name]) for name in ("W_xh", "W_hh", "b_h")}
    loss = right(params, optimizer, inputs, targets)
    for name, value in before.items():
        params[name].assign(value)
    return loss

# %% train_step_code: nothing is trained
right = train_step

def train_step(params, optimizer, inputs, targets):
    before = {name: tf.identity(value) for name, value in params.items()}
    loss = right(params, optimizer, inputs, targets)
    for name, value in before.items():
        params[name].assign(value)
    return loss

# %% train_code: one epoch too few
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    params, history = right(text, sequence_length, hidden_size, epochs - 1, seed)
    return params, list(history)

# %% train_code: one epoch too few, and the history filled up
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    params, history = right(text, sequence_length, hidden_size, max(epochs - 1, 1), seed)
    return params, [*history, *list(history)[-1:]][:epochs]

# %% train_code: always the same seed
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    return right(text, sequence_length, hidden_size, epochs, 13)

# %% train_code: a seed of zero is taken for one
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    return right(text, sequence_length, hidden_size, epochs, seed or 1)

# %% train_code: no seed
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    return right(text, sequence_length, hidden_size, epochs, int(np.random.default_rng().integers(2**31)))

# %% train_code: always 64 units
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    return right(text, sequence_length, 64, epochs, seed)

# %% train_code: windows one character shorter
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    return right(text, max(sequence_length - 1, 1), hidden_size, epochs, seed)

# %% train_code: the history in bits
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    params, history = right(text, sequence_length, hidden_size, epochs, seed)
    return params, [float(loss) / np.log(2) for loss in history]

# %% train_code: the history as perplexity
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    params, history = right(text, sequence_length, hidden_size, epochs, seed)
    return params, [float(np.exp(loss)) for loss in history]

# %% train_code: the history backwards
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    params, history = right(text, sequence_length, hidden_size, epochs, seed)
    return params, list(history)[::-1]

# %% train_code: only the last loss
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    params, history = right(text, sequence_length, hidden_size, epochs, seed)
    return params, float(history[-1])

# %% train_code: the loss before training stands in front
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    params, history = right(text, sequence_length, hidden_size, epochs, seed)
    return params, [float(np.log(len(set(text)))), *history]

# %% train_code: the history summed up
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    params, history = right(text, sequence_length, hidden_size, epochs, seed)
    return params, list(np.cumsum(np.asarray(history, dtype=float)))

# %% train_code: the weights at the start are returned
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    _, history = right(text, sequence_length, hidden_size, epochs, seed)
    return init_params(len(set(text)), hidden_size, seed), history

# %% train_code: the last character is not read
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    return right(text[:-1], sequence_length, hidden_size, epochs, seed)

# %% train_code: the pair the other way round
right = train

def train(text, sequence_length, hidden_size, epochs, seed):
    return right(text, sequence_length, hidden_size, epochs, seed)[::-1]
