"""A blank picture lies on the heat map.

fails: trace.figure_shows_both
says: nothing is visible
"""

# %% trace_code
def trace(params, vocabulary, text):
    """states (L, H), probabilities (L, V), next_probability (L - 1,) while reading text."""
    ids = encode(text, vocabulary[0])
    logits, states = forward(params, ids[np.newaxis])
    probabilities = tf.nn.softmax(logits[0]).numpy()
    next_probability = probabilities[np.arange(len(ids) - 1), ids[1:]]
    return np.asarray(states)[0], probabilities, next_probability


def plot_trace(text, states, next_probability):
    """A figure of the states (L, H) and of next_probability (L - 1,) over time."""
    trace_figure, (upper, lower) = plt.subplots(2, 1, figsize=(9.5, 6), constrained_layout=True)
    image = upper.imshow(np.transpose(states), aspect="auto", cmap="PuOr", vmin=-1, vmax=1, interpolation="nearest")
    trace_figure.colorbar(image, ax=upper, label="state", pad=0.01)
    upper.set(ylabel="hidden unit", title="The memory while it reads")
    upper.imshow(np.zeros_like(np.transpose(states)), aspect="auto", cmap="gray", zorder=9, interpolation="nearest")
    lower.plot(range(1, len(text)), next_probability, color="#0072B2", marker=".")
    lower.set(ylabel="probability given to it", ylim=(0, 1.05), xlim=upper.get_xlim())
    lower.set_title("Was the character expected?")
    for axes in (upper, lower):
        axes.set_xticks(np.arange(len(text)))
        axes.set_xticklabels(text.replace(" ", "␣").replace("\n", "↵"), fontsize=7)
        axes.set_xlabel("character read, over time")
    return trace_figure
