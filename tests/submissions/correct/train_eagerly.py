"""train() runs plain steps, not compiled; the plan is small to keep it short."""

# %% train_code
def train(text, sequence_length, hidden_size, epochs, seed):
    ids_of, characters = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, ids_of), sequence_length)
    params = init_params(len(characters), hidden_size, seed)
    optimizer = tf.keras.optimizers.Adam(LEARNING_RATE)
    rng = np.random.default_rng(seed)
    history = []
    for _ in range(epochs):
        total = 0.0
        for x, y in minibatches(inputs, targets, rng):
            total += float(train_step(params, optimizer, x, y)) * len(x)
        history.append(total / len(inputs))
    return params, history

# %% experiments_code
plan = {"sequence_length": [10, 12, 14], "hidden_size": [8, 16, 32], "epochs": [5, 8, 20]}


def run_experiment(parameter, value):
    params, history = train(text, **{**BASE, "seed": SEED, parameter: value})
    return {
        "parameter": parameter,
        "value": value,
        "snippet": generate(params, vocabulary, "Pe", 120, temperature=1.0, seed=SEED),
        "final_loss": history[-1],
    }
