"""Columns of W_xh are taken, not rows.

fails: rnn_step.shape
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.transpose(tf.gather(params["W_xh"], ids_t, axis=1)) + h @ params["W_hh"] + params["b_h"])
