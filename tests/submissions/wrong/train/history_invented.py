"""The history is a made-up curve.

fails: train.history_is_measured
says: holds the loss neither before nor after
"""

# %% train_code
def train(text, sequence_length, hidden_size, epochs, seed):
    """Train a new network on text; returns params and history (mean nats per character, one an epoch)."""
    ids_of, characters = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, ids_of), sequence_length)
    params = init_params(len(characters), hidden_size, seed)
    optimizer = tf.keras.optimizers.Adam(LEARNING_RATE)
    step = compile_step(params, optimizer, sequence_length)
    generator = np.random.default_rng(seed)

    history = []
    for _ in range(epochs):
        total = 0.0
        for batch_inputs, batch_targets in minibatches(inputs, targets, generator):
            total += float(step(batch_inputs, batch_targets)) * len(batch_inputs)
        history.append(2.9 * 0.9 ** len(history))
    return params, history
