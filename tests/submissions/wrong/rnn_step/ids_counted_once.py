"""Characters that come twice in the batch are taken once.

fails: rnn_step.formula
"""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    """The state after reading the characters ids_t (B,) in the states h (B, H)."""
    _, first = np.unique(np.asarray(ids_t), return_index=True)
    seen = np.isin(np.arange(len(first) and len(np.asarray(ids_t))), first)
    x = tf.gather(params["W_xh"], ids_t) * seen[:, None].astype(np.float32)
    return tf.tanh(x + h @ params["W_hh"] + params["b_h"])
