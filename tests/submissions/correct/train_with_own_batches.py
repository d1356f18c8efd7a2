"""train() shuffles by RandomState into batches of nearly equal size; the history is an array."""

# %% train_code
def train(text, sequence_length, hidden_size, epochs, seed):
    mapping, letters = build_vocabulary(text)
    X, Y = make_windows(encode(text, mapping), sequence_length)
    weights = init_params(len(letters), hidden_size, seed)
    adam = tf.keras.optimizers.Adam(LEARNING_RATE)
    update = compile_step(weights, adam, sequence_length)
    shuffler = np.random.RandomState(seed % 2**32)
    order = np.arange(len(X))
    history = np.zeros(epochs)
    for epoch in range(epochs):
        shuffler.shuffle(order)
        for part in np.array_split(order, int(np.ceil(len(X) / BATCH_SIZE))):
            history[epoch] += update(X[part], Y[part]).numpy() * len(part) / len(X)
    return weights, history
