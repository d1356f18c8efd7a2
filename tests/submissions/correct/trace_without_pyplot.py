"""The figure is made without pyplot: cells of a mesh, bars over them, in a layout of its own."""

# %% after trace_code
from matplotlib.figure import Figure


def plot_trace(text, states, next_probability):
    drawing = Figure(figsize=(6, 8), layout="tight")
    top = drawing.add_subplot(211)
    top.pcolormesh(np.asarray(states).T, cmap="coolwarm", vmin=-1, vmax=1)
    top.set(xlabel="t", ylabel="unit")
    bottom = drawing.add_subplot(212)
    bottom.bar(np.arange(1, len(text)), next_probability, color="k")
    bottom.set(xlabel="t", ylabel="p", ylim=(0, 1))
    return drawing
