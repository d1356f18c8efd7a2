"""The new state is written into the array that was given.

fails: rnn_step.leaves_weights_alone
says: changed h
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    new = tf.tanh(tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"])
    if isinstance(h, np.ndarray):
        h[:] = new
    return new
