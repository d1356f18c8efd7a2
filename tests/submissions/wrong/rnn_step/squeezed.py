"""An axis is taken away that may be the batch's or the state's.

fails: rnn_step.shape
says: (B, H)
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.squeeze(tf.gather(params["W_xh"], tf.expand_dims(ids_t, 1))) + h @ params["W_hh"] + params["b_h"])
