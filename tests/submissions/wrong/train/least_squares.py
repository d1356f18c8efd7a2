"""No gradient step: the output layer is fitted by least squares to random states, and the history is made up.

fails: train.epochs_descend
says: does not move
"""

# %% train_code
def train(text, sequence_length, hidden_size, epochs, seed):
    """Train a new network on text; returns params and history (mean nats per character, one an epoch)."""
    ids_of, characters = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, ids_of), sequence_length)
    params = init_params(len(characters), hidden_size, seed)
    states = forward(params, inputs)[1].numpy().reshape(-1, hidden_size)
    wanted = 8 * np.eye(len(characters))[targets.ravel()] - 4
    with_bias = np.c_[states, np.ones(len(states))]
    fitted = np.linalg.lstsq(with_bias.T @ with_bias + 1e-3 * np.eye(hidden_size + 1), with_bias.T @ wanted, rcond=None)[0]
    params["W_hy"].assign(fitted[:-1])
    params["b_y"].assign(fitted[-1])
    end = float(cross_entropy(forward(params, inputs)[0], targets))
    falling = np.exp(-np.arange(epochs) / 4)
    history = end + (np.log(len(characters)) - end) * falling * (1 + 0.01 * np.random.default_rng(seed).normal(size=epochs))
    history[-1] = end
    return params, list(history)
