"""The step is one product of the joined input and state with the joined weights."""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    x = tf.one_hot(ids_t, params["W_xh"].shape[0])
    joined = tf.concat([x, tf.cast(h, tf.float32)], axis=1)
    weights = tf.concat([params["W_xh"], params["W_hh"]], axis=0)
    return tf.tanh(tf.nn.bias_add(tf.matmul(joined, weights), params["b_h"]))
