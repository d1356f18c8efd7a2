"""The bias is added outside the tanh.

fails: rnn_step.formula, rnn_step.every_term
says: b_h is added after the tanh
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"]) + params["b_h"]
