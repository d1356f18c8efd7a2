"""tanh is applied to each term by itself.

fails: rnn_step.formula
says: tanh is applied to each term
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.gather(params["W_xh"], ids_t)) + tf.tanh(h @ params["W_hh"]) + tf.tanh(params["b_h"])
