"""The generator is made anew in each epoch, so that all epochs have the same order.

fails: train.order_is_drawn_anew
says: of every epoch
"""

# %% train_code
def train(text, sequence_length, hidden_size, epochs, seed):
    """Train a new network on text; returns params and history (mean nats per character, one an epoch)."""
    ids_of, characters = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, ids_of), sequence_length)
    params = init_params(len(characters), hidden_size, seed)
    step = compile_step(params, tf.keras.optimizers.Adam(LEARNING_RATE), sequence_length)

    history = []
    for _ in range(epochs):
        total = 0.0
        for batch_inputs, batch_targets in minibatches(inputs, targets, np.random.default_rng(seed)):
            total += float(step(batch_inputs, batch_targets)) * len(batch_inputs)
        history.append(total / len(inputs))
    return params, history
