"""The character is not used.

fails: rnn_step.formula, rnn_step.every_term
says: W_xh is left out
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(h @ params["W_hh"] + params["b_h"])
