"""The states are a mesh of colours, the probability is drawn as stairs."""

# %% trace_code
def trace(params, vocabulary, text):
    """states (L, H), probabilities (L, V), next_probability (L - 1,) while reading text."""
    ids = encode(text, vocabulary[0])
    logits, states = forward(params, ids[np.newaxis])
    probabilities = tf.nn.softmax(logits[0]).numpy()
    next_probability = probabilities[np.arange(len(ids) - 1), ids[1:]]
    return np.asarray(states)[0], probabilities, next_probability



def plot_trace(text, states, next_probability):
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(9, 6))
    upper.pcolormesh(np.asarray(states).T, cmap="viridis", vmin=-1, vmax=1)
    upper.set(xlabel="time", ylabel="unit")
    lower.stairs(next_probability, np.arange(len(text)), fill=True)
    lower.set(xlabel="time", ylabel="probability of what came")
    return figure
