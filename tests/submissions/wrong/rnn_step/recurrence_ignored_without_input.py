"""The old state is ignored when W_xh is zero.

fails: rnn_step.every_term
says: only W_hh not zero
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    past = h @ params["W_hh"] * tf.cast(tf.reduce_any(params["W_xh"] != 0), tf.float32)
    return tf.tanh(tf.gather(params["W_xh"], ids_t) + past + params["b_h"])
