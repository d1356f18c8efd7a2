"""Each call makes the recurrent weights a little smaller.

fails: forward.leaves_arguments_alone
says: changed params['W_hh']
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
    logits = states @ params["W_hy"] + params["b_y"]  # (B, T, V)
    if isinstance(params["W_hh"], tf.Variable) and tf.executing_eagerly():
        params["W_hh"].assign(0.99 * params["W_hh"])
    return logits, states
