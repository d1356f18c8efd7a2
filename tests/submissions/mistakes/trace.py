# %% trace_code: log-probabilities
right = trace

def trace(params, vocabulary, text):
    states, probabilities, next_probability = right(params, vocabulary, text)
    return states, np.log(probabilities), np.log(next_probability)

# %% trace_code: the next probability is the largest
right = trace

def trace(params, vocabulary, text):
    states, probabilities, _ = right(params, vocabulary, text)
    return states, probabilities, np.max(np.asarray(probabilities)[:-1], axis=1)

# %% trace_code: the probability of the character that was read
right = trace

def trace(params, vocabulary, text):
    states, probabilities, _ = right(params, vocabulary, text)
    ids = encode(text, vocabulary[0])
    return states, probabilities, np.asarray(probabilities)[np.arange(len(ids) - 1), ids[:-1]]

# %% trace_code: one probability too many
right = trace

def trace(params, vocabulary, text):
    states, probabilities, next_probability = right(params, vocabulary, text)
    return states, probabilities, np.append(next_probability, 1.0)

# %% trace_code: the states transposed
right = trace

def trace(params, vocabulary, text):
    states, *others = right(params, vocabulary, text)
    return (np.transpose(states), *others)

# %% trace_code: the batch axis kept
right = trace

def trace(params, vocabulary, text):
    return tuple(np.asarray(one)[np.newaxis] for one in right(params, vocabulary, text))

# %% trace_code: softmax twice
right = trace

def trace(params, vocabulary, text):
    states, probabilities, _ = right(params, vocabulary, text)
    probabilities = tf.nn.softmax(probabilities).numpy()
    ids = encode(text, vocabulary[0])
    return states, probabilities, probabilities[np.arange(len(ids) - 1), ids[1:]]

# %% trace_code: the states only
right = trace

def trace(params, vocabulary, text):
    return right(params, vocabulary, text)[0]

# %% trace_code: no figure is returned
right = plot_trace

def plot_trace(text, states, next_probability):
    right(text, states, next_probability)

# %% trace_code: the axes are not labelled
right = plot_trace

def plot_trace(text, states, next_probability):
    made = right(text, states, next_probability)
    for axes in made.axes:
        axes.set(xlabel="", ylabel="")
    return made

# %% trace_code: states of zero are drawn
right = plot_trace

def plot_trace(text, states, next_probability):
    return right(text, np.zeros_like(states), next_probability)

# %% trace_code: a half is drawn for each probability
right = plot_trace

def plot_trace(text, states, next_probability):
    return right(text, states, np.full_like(next_probability, 0.5))

# %% trace_code: the probabilities are drawn backwards
right = plot_trace

def plot_trace(text, states, next_probability):
    return right(text, states, np.asarray(next_probability)[::-1])

# %% trace_code: nothing is visible
right = plot_trace

def plot_trace(text, states, next_probability):
    made = right(text, states, next_probability)
    for axes in made.axes:
        axes.set_visible(False)
    return made

# %% trace_code: the figure is cleared
right = plot_trace

def plot_trace(text, states, next_probability):
    made = right(text, states, next_probability)
    made.clear()
    return made

# %% trace_code: the states are scaled in place
right = plot_trace

def plot_trace(text, states, next_probability):
    made = right(text, states, next_probability)
    states *= 0.5
    return made
