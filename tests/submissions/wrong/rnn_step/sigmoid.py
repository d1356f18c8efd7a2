"""A sigmoid takes the place of tanh.

fails: rnn_step.formula
says: a sigmoid is applied
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.sigmoid(tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"])
