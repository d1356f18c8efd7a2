"""The whole batch goes on from the first state.

fails: rnn_step.formula
says: first one's state
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.gather(params["W_xh"], ids_t) + h[:1] @ params["W_hh"] + params["b_h"])
