"""Columns of W_xh are taken.

fails: rnn_step.shape
says: raised
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.gather(tf.transpose(params["W_xh"]), ids_t) + h @ params["W_hh"] + params["b_h"])
