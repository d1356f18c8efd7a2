"""A given h0 is ignored.

fails: forward.starts_from_h0
says: h0 is ignored
"""

# %% forward_code
def forward(params, inputs, h0=None):
    """Logits (B, T, V) and states (B, T, H) over sequences of ids, inputs (B, T)."""
    inputs = tf.convert_to_tensor(inputs)
    batch_size, sequence_length = tf.shape(inputs)[0], inputs.shape[1]
    hidden_size = params["W_hh"].shape[0]
    h = tf.zeros((batch_size, hidden_size))
    states = []
    for t in range(sequence_length):
        h = rnn_step(params, inputs[:, t], h)
        states.append(h)
    states = tf.stack(states, axis=1)  # (B, T, H)
    logits = states @ params["W_hy"] + params["b_y"]  # (B, T, V)
    return logits, states
