"""Only the first sequence of the batch is stepped.

fails: rnn_step.shape
says: expected shape
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"])[0]
