"""The step multiplies a one-hot vector."""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    x = tf.one_hot(ids_t, params["W_xh"].shape[0])
    return tf.math.tanh(tf.matmul(x, params["W_xh"]) + tf.matmul(h, params["W_hh"]) + params["b_h"])
