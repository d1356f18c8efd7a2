# %% rnn_step_code: the state is not used
right = rnn_step

def rnn_step(params, ids_t, h):
    return right(params, ids_t, h * 0.0)

# %% rnn_step_code: the input is not used
right = rnn_step

def rnn_step(params, ids_t, h):
    return right(params, np.zeros(ids_t.shape, np.int32), h)

# %% rnn_step_code: the bias is not used
right = rnn_step

def rnn_step(params, ids_t, h):
    return right({**params, "b_h": params["b_h"] * 0.0}, ids_t, h)

# %% rnn_step_code: the bias is taken off
right = rnn_step

def rnn_step(params, ids_t, h):
    return right({**params, "b_h": -1.0 * params["b_h"]}, ids_t, h)

# %% rnn_step_code: the recurrent weights transposed
right = rnn_step

def rnn_step(params, ids_t, h):
    return right({**params, "W_hh": tf.transpose(params["W_hh"])}, ids_t, h)

# %% rnn_step_code: only the diagonal of the recurrent weights
right = rnn_step

def rnn_step(params, ids_t, h):
    return right({**params, "W_hh": tf.linalg.diag(tf.linalg.diag_part(params["W_hh"]))}, ids_t, h)

# %% rnn_step_code: tanh twice
right = rnn_step

def rnn_step(params, ids_t, h):
    return tf.tanh(right(params, ids_t, h))

# %% rnn_step_code: relu for tanh
right = rnn_step

def rnn_step(params, ids_t, h):
    return tf.nn.relu(right(params, ids_t, h))

# %% rnn_step_code: sigmoid for tanh
right = rnn_step

def rnn_step(params, ids_t, h):
    return (right(params, ids_t, h) + 1.0) / 2.0

# %% rnn_step_code: the sum is cut off at one for tanh
right = rnn_step

def rnn_step(params, ids_t, h):
    after = tf.cast(right(params, ids_t, h), tf.float64)
    return tf.cast(tf.clip_by_value(tf.atanh(tf.clip_by_value(after, -0.999999, 0.999999)), -1.0, 1.0), tf.float32)

# %% rnn_step_code: the old state is added
right = rnn_step

def rnn_step(params, ids_t, h):
    return right(params, ids_t, h) + h

# %% rnn_step_code: the mean over the batch
right = rnn_step

def rnn_step(params, ids_t, h):
    after = right(params, ids_t, h)
    return tf.zeros_like(after) + tf.reduce_mean(after, axis=0)

# %% rnn_step_code: the first state for all
right = rnn_step

def rnn_step(params, ids_t, h):
    return right(params, ids_t, h * 0.0 + h[:1])

# %% rnn_step_code: the first character for all
right = rnn_step

def rnn_step(params, ids_t, h):
    return right(params, np.zeros(ids_t.shape, np.int32) + np.asarray(ids_t)[0] if not tf.is_tensor(ids_t) else ids_t * 0 + ids_t[0], h)

# %% rnn_step_code: the bias grows with each call
right = rnn_step

def rnn_step(params, ids_t, h):
    after = right(params, ids_t, h)
    if hasattr(params["b_h"], "assign_add"):
        params["b_h"].assign_add(tf.ones_like(params["b_h"]))
    return after

# %% rnn_step_code: a pair of states
right = rnn_step

def rnn_step(params, ids_t, h):
    after = right(params, ids_t, h)
    return after, after
