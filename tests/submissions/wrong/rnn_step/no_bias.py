"""The bias is left out.

fails: rnn_step.formula, rnn_step.every_term
says: b_h is left out
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"])
