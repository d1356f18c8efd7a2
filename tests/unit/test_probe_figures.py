"""What of a figure the probe says can be seen."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from autograder.kernel import wire
from autograder.kernel.inside import probe

NUMBERS = np.linspace(0, 1, 5)


def axes_of(*change, draw="line", **settings):
    """The first axes of a figure of NUMBERS, as it comes over the wire; `change` are calls of methods of what it is."""
    figure = Figure()
    axes = figure.subplots()
    axes.set(xlabel="x", ylabel="y")
    if draw == "line":
        (artist,) = axes.plot(NUMBERS, **settings)
    elif draw == "picture":
        artist = axes.imshow(NUMBERS[np.newaxis], **settings)
    else:
        artist = getattr(axes, draw)(*((NUMBERS,) if draw == "stairs" else (range(5), NUMBERS)), **settings)
    for of, method, *arguments in change:
        getattr({"artist": artist, "axes": axes}[of], method)(*arguments)
    (first,) = wire.decode(probe.encode(figure)).axes
    return first


def holds(series):
    return any(np.allclose(np.ravel(one), NUMBERS) for one in series if np.size(one) == 5)


@pytest.mark.parametrize(
    ("draw", "settings"),
    [
        ("line", {}),
        ("line", {"linewidth": 0, "marker": "."}),
        ("line", {"linewidth": 0.3, "alpha": 0.2}),
        ("picture", {}),
        ("picture", {"vmin": -1, "vmax": 1, "cmap": "gray"}),
        ("bar", {}),
        ("barh", {}),
        ("stairs", {}),
        ("scatter", {}),
    ],
)
def test_what_can_be_seen_is_seen(draw, settings):
    axes = axes_of(draw=draw, **settings)
    assert holds(axes.series)
    assert not holds(axes.hidden)


@pytest.mark.parametrize(
    ("draw", "settings", "change"),
    [
        ("line", {"alpha": 0}, []),
        ("line", {"linewidth": 0}, []),
        ("line", {"color": "white"}, []),
        ("line", {}, [("artist", "set_visible", False)]),
        ("line", {}, [("axes", "set_visible", False)]),
        ("line", {}, [("axes", "set_xlim", 50, 60)]),
        ("line", {}, [("axes", "axhspan", -9, 9)]),
        ("picture", {"vmin": 50, "vmax": 60}, []),
        ("picture", {"alpha": 0}, []),
        ("picture", {}, [("axes", "set_position", [2, 2, 0.1, 0.1])]),
    ],
)
def test_what_cannot_be_seen_is_hidden(draw, settings, change):
    if change and change[0][1] == "axhspan":
        settings = {**settings, "zorder": 0}
    axes = axes_of(*change, draw=draw, **settings)
    assert not holds(axes.series)
    assert holds(axes.hidden)


def test_labels_that_are_switched_off_are_none():
    assert axes_of().xlabel == "x"
    assert axes_of(("axes", "set_axis_off")).xlabel == ""
    assert axes_of(("axes", "label_outer")).ylabel == "y"


def test_the_figure_is_as_before():
    figure = Figure(layout="constrained")
    canvas, layout = figure.canvas, figure.get_layout_engine()
    (line,) = figure.subplots().plot(NUMBERS)
    probe.encode(figure)
    assert (figure.canvas, line.get_visible()) == (canvas, True)
    assert figure.get_layout_engine() is layout
