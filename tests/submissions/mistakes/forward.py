# %% forward_code: h0 is not used
right = forward

def forward(params, inputs, h0=None):
    return right(params, inputs)

# %% forward_code: ones for no h0
right = forward

def forward(params, inputs, h0=None):
    if h0 is None:
        h0 = tf.ones((tf.shape(inputs)[0], params["W_hh"].shape[0]))
    return right(params, inputs, h0)

# %% forward_code: only the last logits
right = forward

def forward(params, inputs, h0=None):
    logits, states = right(params, inputs, h0)
    return logits[:, -1], states

# %% forward_code: only the last state
right = forward

def forward(params, inputs, h0=None):
    logits, states = right(params, inputs, h0)
    return logits, states[:, -1]

# %% forward_code: probabilities for logits
right = forward

def forward(params, inputs, h0=None):
    logits, states = right(params, inputs, h0)
    return tf.nn.softmax(logits), states

# %% forward_code: log-probabilities for logits
right = forward

def forward(params, inputs, h0=None):
    logits, states = right(params, inputs, h0)
    return tf.nn.log_softmax(logits), states

# %% forward_code: tanh of the logits
right = forward

def forward(params, inputs, h0=None):
    logits, states = right(params, inputs, h0)
    return tf.tanh(logits), states

# %% forward_code: no output bias
right = forward

def forward(params, inputs, h0=None):
    return right({**params, "b_y": params["b_y"] * 0.0}, inputs, h0)

# %% forward_code: read backwards
right = forward

def forward(params, inputs, h0=None):
    return right(params, tf.reverse(tf.convert_to_tensor(inputs), [1]), h0)

# %% forward_code: the state is not carried on
right = forward

def forward(params, inputs, h0=None):
    inputs = tf.convert_to_tensor(inputs)
    each = [right(params, inputs[:, t : t + 1], h0) for t in range(inputs.shape[1])]
    return tf.concat([logits for logits, _ in each], 1), tf.concat([states for _, states in each], 1)

# %% forward_code: the states before each step
right = forward

def forward(params, inputs, h0=None):
    logits, states = right(params, inputs, h0)
    start = tf.zeros_like(states[:, :1]) if h0 is None else tf.convert_to_tensor(h0, tf.float32)[:, tf.newaxis]
    return logits, tf.concat([start, states[:, :-1]], 1)

# %% forward_code: time first
right = forward

def forward(params, inputs, h0=None):
    return tuple(tf.transpose(one, (1, 0, 2)) for one in right(params, inputs, h0))

# %% forward_code: the pair the other way round
right = forward

def forward(params, inputs, h0=None):
    return right(params, inputs, h0)[::-1]

# %% forward_code: the first sequence for all
right = forward

def forward(params, inputs, h0=None):
    return tuple(one * 0.0 + one[:1] for one in right(params, inputs, h0))

# %% forward_code: the state is forgotten after forty characters
right = forward

def forward(params, inputs, h0=None):
    inputs = tf.convert_to_tensor(inputs)
    each = [right(params, inputs[:, t : t + 40], None if t else h0) for t in range(0, inputs.shape[1], 40)]
    return tf.concat([logits for logits, _ in each], 1), tf.concat([states for _, states in each], 1)

# %% forward_code: the recurrent weights fade with each call
right = forward

def forward(params, inputs, h0=None):
    found = right(params, inputs, h0)
    if hasattr(params["W_hh"], "assign"):
        params["W_hh"].assign(params["W_hh"] * 0.9)
    return found
