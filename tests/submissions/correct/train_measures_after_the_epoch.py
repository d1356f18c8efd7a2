"""The history holds the mean over all windows, taken after each epoch."""

# %% train_code
def train(text, sequence_length, hidden_size, epochs, seed):
    ids_of, characters = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, ids_of), sequence_length)
    params = init_params(len(characters), hidden_size, seed)
    step = compile_step(params, tf.keras.optimizers.Adam(LEARNING_RATE), sequence_length)
    measure = tf.function(lambda: cross_entropy(forward(params, inputs)[0], targets))
    rng = np.random.default_rng(seed)
    history = []
    for _ in range(epochs):
        for batch in minibatches(inputs, targets, rng):
            step(*batch)
        history.append(float(measure()))
    return params, history
