"""The one-hot vector has always 18 entries.

fails: rnn_step.shape
says: Matrix size-incompatible
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.one_hot(ids_t, 18) @ params["W_xh"] + h @ params["W_hh"] + params["b_h"])
