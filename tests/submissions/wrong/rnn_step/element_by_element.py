"""The state is multiplied with the diagonal of W_hh, element by element.

fails: rnn_step.formula
says: element by element
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    return tf.tanh(tf.gather(params["W_xh"], ids_t) + h * tf.linalg.diag_part(params["W_hh"]) + params["b_h"])
