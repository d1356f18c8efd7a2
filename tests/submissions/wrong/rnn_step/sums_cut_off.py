"""The sum is cut off at -3 and 3 before the tanh.

fails: rnn_step.formula
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    total = tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"]
    return tf.tanh(tf.clip_by_value(total, -3.0, 3.0))
