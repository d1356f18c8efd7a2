"""The figure shows some units as lines and the probability as points, with characters as categories."""

# %% trace_code
def trace(params, vocabulary, text):
    ids = encode(text, vocabulary[0])
    logits, states = forward(params, ids.reshape(1, len(ids)))
    logits = logits.numpy().astype(float)[0]
    powers = np.exp(logits - logits.max(axis=1)[:, None])
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    following = np.array([probabilities[t][ids[t + 1]] for t in range(len(ids) - 1)])
    return states.numpy().squeeze(0), probabilities, following


def plot_trace(text, states, next_probability):
    figure, axes = plt.subplots(nrows=1, ncols=2)
    for unit in range(min(5, states.shape[1])):
        axes[0].plot(states[:, unit], label=f"unit {unit}")
    axes[0].legend()
    axes[0].set(xlabel="time", ylabel="state")
    axes[1].scatter(list(range(1, len(text))), next_probability)
    axes[1].plot([f"{t} {char}" for t, char in enumerate(text[1:])], next_probability, alpha=0.3)
    axes[1].set_xlabel("character")
    axes[1].set_ylabel("probability of the next")
    return figure
