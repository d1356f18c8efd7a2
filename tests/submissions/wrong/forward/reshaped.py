"""States with time first are reshaped to (B, T, H).

fails: forward.states_carry_on
says: reshaped to (B, T, H) instead of transposed
"""

# %% forward_code
def forward(params, inputs, h0=None):
    """Logits (B, T, V) and states (B, T, H) over sequences of ids, inputs (B, T)."""
    inputs = tf.convert_to_tensor(inputs)
    batch_size, sequence_length = tf.shape(inputs)[0], inputs.shape[1]
    hidden_size = params["W_hh"].shape[0]
    h = tf.zeros((batch_size, hidden_size)) if h0 is None else h0
    states = []
    for t in range(sequence_length):
        h = rnn_step(params, inputs[:, t], h)
        states.append(h)
    states = tf.reshape(tf.stack(states), (batch_size, sequence_length, hidden_size))
    logits = states @ params["W_hy"] + params["b_y"]  # (B, T, V)
    return logits, states
