"""Logits with time first are reshaped to (B, T, V).

fails: forward.logits_from_states
says: reshaped to (B, T, V) instead of transposed
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
    states = tf.stack(states, axis=1)  # (B, T, H)
    logits = tf.transpose(states, (1, 0, 2)) @ params["W_hy"] + params["b_y"]
    logits = tf.reshape(logits, (batch_size, sequence_length, params["W_hy"].shape[1]))
    return logits, states
