"""Thin, faint lines on black for each unit, steps for the probability, and the labels of matplotlib objects."""

# %% after trace_code
def plot_trace(text, states, next_probability):
    with plt.style.context("dark_background"):
        figure, (left, right) = plt.subplots(1, 2, figsize=(12, 3), sharex=True)
        left.plot(states, linewidth=0.5, alpha=0.4)
        right.step(np.arange(1, len(text)), next_probability, where="mid")
        for axes, name in ((left, "state"), (right, "probability")):
            axes.set_xlabel("character")
            axes.set_ylabel(name)
    return figure
