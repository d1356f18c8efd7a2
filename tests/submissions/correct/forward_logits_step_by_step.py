"""The logits are computed in the loop, step by step, in float64 inside."""

# %% forward_code
def forward(params, inputs, h0=None):
    inputs = tf.convert_to_tensor(inputs)

    state = h0
    if state is None:
        state = tf.zeros([tf.shape(inputs)[0], params["W_hh"].shape[1]], tf.float32)
    all_logits, all_states = [], []
    for t in range(inputs.shape[-1]):
        state = rnn_step(params, inputs[:, t], state)
        wide = tf.cast(state, tf.float64) @ tf.cast(params["W_hy"], tf.float64) + tf.cast(params["b_y"], tf.float64)
        all_logits.append(tf.cast(wide, tf.float32))
        all_states.append(state)
    return tf.stack(all_logits, 1), tf.stack(all_states, 1)
