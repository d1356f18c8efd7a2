"""The sequence is read by tf.while_loop into a TensorArray."""

# %% forward_code
def forward(params, inputs, h0=None):
    inputs = tf.convert_to_tensor(inputs)

    batch_size, time = tf.shape(inputs)[0], tf.shape(inputs)[1]
    hidden_size = params["W_hh"].shape[0]
    first = tf.zeros((batch_size, hidden_size)) if h0 is None else tf.cast(h0, tf.float32)
    first = tf.ensure_shape(first, (None, hidden_size))

    def body(t, h, written):
        h = tf.ensure_shape(rnn_step(params, inputs[:, t], h), (None, hidden_size))
        return t + 1, h, written.write(t, h)

    empty = tf.TensorArray(tf.float32, size=time)
    shapes = [tf.TensorShape([]), tf.TensorShape([None, hidden_size]), tf.TensorShape(None)]
    _, _, written = tf.while_loop(lambda t, h, w: t < time, body, [0, first, empty], shape_invariants=shapes)
    states = tf.transpose(written.stack(), [1, 0, 2])
    return tf.tensordot(states, params["W_hy"], 1) + params["b_y"], states
