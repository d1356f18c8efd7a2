"""The states come out of a TensorArray, the logits of tf.tensordot; both are returned in a list."""

# %% forward_code
def forward(params, inputs, h0=None):
    """Logits (B, T, V) and states (B, T, H) over sequences of ids, inputs (B, T)."""
    inputs = tf.convert_to_tensor(inputs)
    batch_size, sequence_length = tf.shape(inputs)[0], inputs.shape[1]
    hidden_size = params["W_hh"].shape[0]
    h = tf.zeros([batch_size, hidden_size]) if h0 is None else tf.convert_to_tensor(h0, tf.float32)
    states = tf.TensorArray(tf.float32, sequence_length)
    for t in range(sequence_length):
        h = rnn_step(params, inputs[:, t], h)
        states = states.write(t, h)
    states = tf.transpose(states.stack(), [1, 0, 2])
    return [tf.tensordot(states, params["W_hy"], 1) + params["b_y"], states]
