"""Each step moves the bias a little.

fails: rnn_step.leaves_weights_alone
says: changed params
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    new_h = tf.tanh(tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"])
    params["b_h"].assign(0.9 * params["b_h"])
    return new_h
