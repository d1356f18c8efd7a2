"""The sum is cut off at -1 and 1.

fails: rnn_step.formula
says: clipped to [-1, 1]
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    total = tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"]
    return tf.clip_by_value(total, -1, 1)
