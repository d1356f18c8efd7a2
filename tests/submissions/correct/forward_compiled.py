"""forward() is compiled by tf.function, and returns a list."""

# %% forward_code
@tf.function
def read(params, inputs, h):
    states = []
    for ids_t in tf.unstack(inputs, axis=1):
        h = rnn_step(params, ids_t, h)
        states.append(h)
    return tf.stack(states, axis=1)


def forward(params, inputs, h0=None):
    inputs = tf.convert_to_tensor(inputs)
    h = h0 if h0 is not None else tf.zeros([tf.shape(inputs)[0], params["b_h"].shape[0]])
    states = read(params, inputs, tf.convert_to_tensor(h))
    return [tf.matmul(states, params["W_hy"]) + params["b_y"], states]
