"""The figures: what is drawn, and that nothing is cut off."""

import io

import numpy as np
import pytest
from expected import plots
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def labels_inside(figure: Figure) -> bool:
    """Whether every axis is labeled, and all that is drawn lies within the picture."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    box = figure.get_tightbbox(canvas.get_renderer())
    width, height = figure.get_size_inches()
    panels = [axes for axes in figure.axes if axes.get_visible()]
    return (
        all(axes.get_ylabel() for axes in panels) and min(box.x0, box.y0) >= 0 and box.x1 <= width and box.y1 <= height
    )


def test_trace() -> None:
    states = np.linspace(-1, 1, 12).reshape(4, 3)
    figure = plots.plot_trace("a b\n", states, [0.1, 0.5, 0.9])
    upper, lower, _ = figure.axes
    np.testing.assert_array_equal(upper.images[0].get_array(), states.T)
    np.testing.assert_array_equal(lower.lines[0].get_ydata(), [0.1, 0.5, 0.9])
    assert [tick.get_text() for tick in lower.get_xticklabels()] == ["a", "␣", "b", "⏎"]
    assert lower.get_xlabel() == "character read"
    assert labels_inside(figure)


def test_trace_of_one_character() -> None:
    figure = plots.plot_trace("a", np.zeros((1, 3)), [])
    assert labels_inside(figure)


@pytest.mark.parametrize("epochs", [1, 3])
def test_history(epochs: int) -> None:
    figure = plots.plot_history([[2.0, 1.0, 0.5][:epochs]], {"log V": 2.89, "lowest possible": 0.1})
    assert figure.axes[0].get_xlabel() == "epoch"
    assert labels_inside(figure)


def test_sweep_and_held_out() -> None:
    lines = {"one": [[1.0, 1.2], [0.5, 0.7]], "two": [[2.0, 2.2], [1.5, 1.7]]}
    sweep = plots.plot_sweep("epochs", [1, 10], lines, [0.4, 0.4], lines, whole=3)
    held_out = plots.plot_held_out({"epochs": ([1, 10], lines), "hidden_size": ([4, 8], lines)})
    for figure in (sweep, held_out):
        assert labels_inside(figure)
        figure.savefig(io.BytesIO())
