"""W_hh is transposed.

fails: rnn_step.formula
says: W_hh is transposed
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.gather(params["W_xh"], ids_t) + tf.matmul(h, params["W_hh"], transpose_b=True) + params["b_h"])
