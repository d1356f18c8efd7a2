"""The tanh is left out.

fails: rnn_step.formula
says: tanh is left out
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"]
