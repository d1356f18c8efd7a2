"""train() takes its batches from a tf.data.Dataset that shuffles by the seed."""

# %% train_code
def train(text, sequence_length, hidden_size, epochs, seed):
    ids_of, characters = build_vocabulary(text)
    windows = make_windows(encode(text, ids_of), sequence_length)
    params = init_params(len(characters), hidden_size, seed)
    step = compile_step(params, tf.keras.optimizers.Adam(learning_rate=LEARNING_RATE), sequence_length)
    count = len(windows[0])
    dataset = tf.data.Dataset.from_tensor_slices(windows).shuffle(count, seed=seed).batch(BATCH_SIZE)
    history = []
    for epoch in range(epochs):
        losses, sizes = zip(*[(step(x, y), len(x)) for x, y in dataset])
        history.append(float(np.average(losses, weights=sizes)))
    return params, history
