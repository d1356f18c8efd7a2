"""The figures that the notebook gives students: letters that can be read, and words for those who cannot see them."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from rnn_reference import evaluation, generation, numpy_training
from rnn_reference.text import build_vocabulary, encode

LAB = Path(__file__).parents[2] / "source" / "lab13_rnn"
RHYME = (LAB / "character_sequence.txt").read_text(encoding="utf-8")
OTHER = "She sells sea shells by the sea shore, so if she sells shells & <corals>, she shone.\n"
LEAST_POINTS = 8  # in a figure as wide as the notebook's column
COLUMN = 9.5  # inches
CELLS = ("setup", "order_of_units", "plot_history", "reach", "looks", "same_place", "plot_experiments")
Shown = tuple[Figure, str]


@cache
def trained(text: str, sequence_length: int) -> tuple[Any, list[float]]:
    return numpy_training.train(text, sequence_length, hidden_size=32, epochs=20, seed=13)


def run(text: str, folder: Path) -> tuple[list[Shown], list[str]]:
    """Runs the cells with figures on `text`, in NumPy; the figures with their words, and the HTML."""
    vocabulary = build_vocabulary(text)
    params, history = trained(text, 20)
    states, _, next_probability = generation.trace(params, vocabulary, text)
    figures: list[Shown] = []
    pages: list[str] = []

    def display(shown: Any, metadata: Any = None) -> None:
        if isinstance(shown, Figure):
            figures.append((shown, metadata["image/png"]["alt"]))
            shown.savefig(folder / f"{len(figures)}.png", dpi=100)
        else:
            pages.append(shown)

    names: dict[str, Any] = {
        "np": np,
        "plt": mpl.pyplot,
        "display": display,
        "HTML": str,
        "text": text,
        "params": params,
        "history": history,
        "states": states,
        "next_probability": next_probability,
        "init_params": evaluation.init_params,
        "vocab_size": len(vocabulary[1]),
        "train": lambda text, sequence_length, *_, seed: trained(text, sequence_length),
        "influence": lambda params, text: evaluation.influence(params, encode(text, vocabulary[0])),
        "folder": folder,
        "BASE": {"sequence_length": 20, "hidden_size": 64, "epochs": 40},
        "experiments": [
            {"parameter": parameter, "value": value, "final_loss": 1 / value}
            for parameter in ("sequence_length", "hidden_size", "epochs")
            for value in (40, 10, 20)
        ],
    }
    cells = {cell["id"]: cell for cell in json.loads((LAB / "lab13_rnn.ipynb").read_text(encoding="utf-8"))["cells"]}
    for name in CELLS:
        cell = ast.parse("".join(cells[name]["source"]))
        cell.body = [part for part in cell.body if _needs_no_tensorflow(name, part)]
        exec(compile(cell, name, "exec"), names)
    return figures, pages


def _needs_no_tensorflow(cell: str, part: ast.stmt) -> bool:
    """Of the first cell only `show_figure`; of the others all but `influence`, which the reference replaces."""
    name = part.name if isinstance(part, ast.FunctionDef) else ""
    return name == "show_figure" if cell == "setup" else name != "influence"


@pytest.fixture(scope="module", params=[RHYME, OTHER], ids=["rhyme", "other"])
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    mpl.use("Agg")
    yield run(request.param, tmp_path_factory.mktemp("figures"))
    mpl.pyplot.close("all")


def written(figure: Figure) -> list[Text]:
    """The texts of the figure that are drawn; matplotlib keeps labels of ticks beyond the ends of an axis."""
    unseen = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        beyond = [tick for tick in (*axis.majorTicks, *axis.minorTicks) if not low <= tick.get_loc() <= high]
        unseen |= {label for tick in beyond for label in (tick.label1, tick.label2)}
    found = figure.findobj(lambda one: isinstance(one, Text) and one.get_visible() and one.get_text().strip())
    return [one for one in found if one not in unseen]


def test_every_figure_says_in_words_what_it_shows(shown: Any) -> None:
    figures, _ = shown
    assert len(figures) == 5
    for _, words in figures:
        assert len(words.split()) >= 8
        assert re.search(r"\d", words)


def test_letters_are_large_enough(shown: Any) -> None:
    for figure, words in shown[0]:
        figure.canvas.draw()
        for text in written(figure):
            assert text.get_fontsize() * COLUMN / figure.get_figwidth() >= LEAST_POINTS, (text, words)


def test_no_two_words_lie_over_each_other(shown: Any) -> None:
    for figure, words in shown[0]:
        figure.canvas.draw()
        boxes = [(text, text.get_window_extent().padded(-1)) for text in written(figure)]
        for (one, box), (other, second) in combinations(boxes, 2):
            assert not box.overlaps(second), (one, other, words)


def test_the_page_can_be_used_without_a_mouse_and_holds_the_text(shown: Any) -> None:
    _, [page] = shown
    assert 'tabindex="0"' in page
    assert "aria-live" in page
    assert "ArrowLeft" in page
    assert "<corals>" not in page
