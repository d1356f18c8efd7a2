"""Tensors are not taken.

fails: rnn_step.shape
says: has no attribute 'astype'
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    ids_t = ids_t.astype(np.int32)
    return tf.tanh(tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"])
