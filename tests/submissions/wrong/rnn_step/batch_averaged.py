"""The new states are averaged over the batch.

fails: rnn_step.formula
says: not what the formula gives
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    new_h = tf.tanh(tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"])
    return new_h * 0 + tf.reduce_mean(new_h, axis=0)
