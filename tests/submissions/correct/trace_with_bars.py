"""The probability is drawn as bars that lie, and time runs down."""

# %% trace_code
def trace(params, vocabulary, text):
    """states (L, H), probabilities (L, V), next_probability (L - 1,) while reading text."""
    ids = encode(text, vocabulary[0])
    logits, states = forward(params, ids[np.newaxis])
    probabilities = tf.nn.softmax(logits[0]).numpy()
    next_probability = probabilities[np.arange(len(ids) - 1), ids[1:]]
    return np.asarray(states)[0], probabilities, next_probability



def plot_trace(text, states, next_probability):
    figure, (left, right) = plt.subplots(1, 2, sharey=True, figsize=(8, 14))
    left.imshow(states, aspect="auto", cmap="PuOr", vmin=-1, vmax=1)
    left.set(xlabel="hidden unit", ylabel="character read")
    left.set_yticks(range(len(text)))
    left.set_yticklabels(text)
    right.barh(range(len(text) - 1), next_probability)
    right.set(xlabel="probability of the next character", ylabel="character read")
    return figure
