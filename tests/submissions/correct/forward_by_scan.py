"""The sequence is read by tf.scan."""

# %% forward_code
def forward(params, inputs, h0=None):
    inputs = tf.convert_to_tensor(inputs)

    if h0 is None:
        h0 = tf.zeros((tf.shape(inputs)[0], params["W_hh"].shape[0]))
    states = tf.scan(lambda h, ids_t: rnn_step(params, ids_t, h), tf.transpose(inputs), initializer=tf.convert_to_tensor(h0))
    states = tf.transpose(states, [1, 0, 2])
    return tf.einsum("bth,hv->btv", states, params["W_hy"]) + params["b_y"], states
