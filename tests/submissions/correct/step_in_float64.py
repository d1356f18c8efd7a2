"""The step computes in float64 and returns float32."""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    W_xh, W_hh, b_h = (tf.cast(params[name], tf.float64) for name in ("W_xh", "W_hh", "b_h"))
    total = tf.gather(W_xh, ids_t) + tf.cast(h, tf.float64) @ W_hh + b_h
    return tf.cast(tf.tanh(total), tf.float32)
