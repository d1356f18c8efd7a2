"""The character is ignored when W_hh is zero.

fails: rnn_step.every_term
says: only W_xh not zero
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    x = tf.gather(params["W_xh"], ids_t) * tf.cast(tf.reduce_any(params["W_hh"] != 0), tf.float32)
    return tf.tanh(x + h @ params["W_hh"] + params["b_h"])
