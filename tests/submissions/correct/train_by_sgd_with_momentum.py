"""train() descends by SGD with momentum."""

# %% train_code
def train(text, sequence_length, hidden_size, epochs, seed):
    ids_of, characters = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, ids_of), sequence_length)
    params = init_params(len(characters), hidden_size, seed)
    step = compile_step(params, tf.keras.optimizers.SGD(0.2, momentum=0.9), sequence_length)
    rng = np.random.default_rng(seed)
    history = []
    for _ in range(epochs):
        surprise = [(float(step(x, y)), len(x)) for x, y in minibatches(inputs, targets, rng)]
        history.append(sum(loss * size for loss, size in surprise) / len(inputs))
    return params, history
