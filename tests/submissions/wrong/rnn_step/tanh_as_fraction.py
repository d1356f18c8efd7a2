"""tanh is written as a fraction that fits only near 0.

fails: rnn_step.formula
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    total = tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"]
    total = tf.clip_by_value(total, -5.0, 5.0)
    return total * (27 + total**2) / (27 + 9 * total**2)
