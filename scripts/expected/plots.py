"""Figures of a trained network. They need no display, and leave pyplot's state alone."""

from collections.abc import Mapping, Sequence
from statistics import mean, stdev

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

# Okabe and Ito's palette ("Color universal design", 2008): told apart with any common color blindness.
BLUE, VERMILION, GREEN, GRAY = "#0072B2", "#D55E00", "#009E73", "#666666"
STYLES = ((BLUE, "o", "-"), (VERMILION, "s", "--"), (GREEN, "^", ":"))  # a line differs in more than color

VISIBLE = {" ": "␣", "\n": "⏎"}  # characters that a tick label would not show

Lines = Mapping[str, Sequence[Sequence[float]]]  # for each label and value, what each seed measured


def plot_trace(text: str, states: npt.ArrayLike, next_probability: npt.ArrayLike) -> Figure:
    """States (L, H) over time, above the probability (L - 1,) given to the character that came next."""
    figure = Figure(figsize=(max(6.0, 0.16 * len(text)), 6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
    # tanh gives -1 to 1; white is 0.
    image = upper.imshow(np.transpose(states), aspect="auto", cmap="RdBu_r", vmin=-1, vmax=1)
    figure.colorbar(image, ax=upper, label="state")
    upper.set(ylabel="hidden unit", title="States while reading")
    upper.tick_params(labelbottom=False)
    lower.plot(range(len(text) - 1), next_probability, color=BLUE, marker=".")
    lower.set(ylabel="probability of\nthe next character", xlabel="character read", ylim=(-0.05, 1.05))
    lower.set_xticks(range(len(text)), [VISIBLE.get(char, char) for char in text], fontsize=8)
    return figure


def plot_history(histories: Sequence[Sequence[float]], levels: Mapping[str, float]) -> Figure:
    """The loss of each epoch, a line a run, and labeled levels to compare with; all in nats per character."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    epochs = range(1, len(histories[0]) + 1)
    for history in histories:
        axes.plot(epochs, history, color=BLUE, linewidth=0.8)
    for label, level in levels.items():
        axes.axhline(level, color=GRAY, linestyle="--", linewidth=1)
        axes.text(1.01, level, label, transform=axes.get_yaxis_transform(), va="center")
    axes.set(xlabel="epoch", ylabel="loss, nats per character")
    _scale_losses(axes)
    return figure


def plot_sweep(
    parameter: str,
    values: Sequence[int],
    losses: Lines,
    lowest: Sequence[float],
    recitations: Lines,
    whole: int,
) -> Figure:
    """Losses and lengths of recitation against a parameter: mean and standard deviation over the seeds.

    `lowest` is the lowest possible loss at each value, `whole` the length of a recitation without error.
    """
    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    _draw_lines(left, parameter, values, losses)
    left.plot(values, lowest, color=GRAY, linestyle="--", linewidth=1, label="lowest possible on windows")
    left.set(ylabel="nats per character", title="Loss")
    left.legend()
    _scale_losses(left)
    _draw_lines(right, parameter, values, recitations)
    right.axhline(whole, color=GRAY, linestyle="--", linewidth=1)
    right.annotate("to the end", (values[0], whole), xytext=(0, 3), textcoords="offset points")
    right.set(ylabel="characters", ylim=(0, whole * 1.12), title="Faithful recitation")
    right.legend(loc="upper left", bbox_to_anchor=(0, 0.88))  # below the line at `whole`
    return figure


def plot_held_out(sweeps: Mapping[str, tuple[Sequence[int], Lines]]) -> Figure:
    """For each parameter, its values and the losses on text trained on and text held out, side by side."""
    figure = Figure(figsize=(10, 4), layout="constrained")
    panels = figure.subplots(1, len(sweeps), sharey=True)
    for axes, (parameter, (values, losses)) in zip(panels, sweeps.items(), strict=True):
        _draw_lines(axes, parameter, values, losses)
        axes.set(ylabel="loss, nats per character")
        axes.legend()
    return figure


def _draw_lines(axes: Axes, parameter: str, values: Sequence[int], lines: Lines) -> None:
    for (label, samples), (color, marker, line) in zip(lines.items(), STYLES, strict=False):
        means, deviations = [mean(sample) for sample in samples], [stdev(sample) for sample in samples]
        axes.errorbar(values, means, deviations, label=label, color=color, marker=marker, linestyle=line, capsize=3)
    axes.set_xscale("log")
    axes.set_xticks(values, [str(value) for value in values])
    axes.minorticks_off()
    axes.set_xlabel(parameter)


def _scale_losses(axes: Axes) -> None:
    """A logarithmic scale with plain numbers at it."""
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.margins(y=0.1)
