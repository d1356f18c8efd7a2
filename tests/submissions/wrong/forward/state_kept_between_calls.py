"""The last state is kept in a global, and the next call goes on from it.

fails: forward.states_carry_on
says: called twice
"""

# %% forward_code
last_state = None


def forward(params, inputs, h0=None):
    """Logits (B, T, V) and states (B, T, H) over sequences of ids, inputs (B, T)."""
    inputs = tf.convert_to_tensor(inputs)
    batch_size, sequence_length = tf.shape(inputs)[0], inputs.shape[1]
    hidden_size = params["W_hh"].shape[0]
    global last_state
    h = last_state if h0 is None else h0
    if h is None or h.shape != (inputs.shape[0], hidden_size):
        h = tf.zeros((batch_size, hidden_size))
    states = []
    for t in range(sequence_length):
        h = rnn_step(params, inputs[:, t], h)
        states.append(h)
    if tf.executing_eagerly():
        last_state = h
    states = tf.stack(states, axis=1)  # (B, T, H)
    logits = states @ params["W_hy"] + params["b_y"]  # (B, T, V)
    return logits, states
