"""Question `trace`: the network's inside over time, as numbers and as a figure."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.kernel.wire import Axes, Figure
from autograder.labs.lab13_rnn import draws
from autograder.labs.lab13_rnn.draws import Arrays
from autograder.student.handle import Student
from rnn_reference import evaluation
from rnn_reference.text import Vocabulary, encode

# (V, H, L): the smallest, the lab's own, and a text longer than the lab's.
SIZES = ((4, 3, 2), (7, 5, 13), (1, 1, 2), (18, 64, 92), (30, 4, 130))
NAMES = ("states", "probabilities", "next_probability")


@dataclass(frozen=True)
class Traced:
    """One call of trace() and what came of it."""

    params: Arrays
    vocabulary: Vocabulary
    text: str
    result: Any

    @property
    def call(self) -> str:
        return f"trace() with V, H, L = {(*self.params['W_xh'].shape, len(self.text))}"

    @property
    def right(self) -> tuple[np.ndarray, np.ndarray]:
        """Logits (L, V) and states (L, H)."""
        logits, states = evaluation.forward(self.params, encode(self.text, self.vocabulary[0])[np.newaxis])
        return logits[0], states[0]

    def part(self, which: int) -> np.ndarray:
        hidden, vocab = self.params["W_hy"].shape
        length = len(self.text)
        shapes = ((length, hidden), (length, vocab), (length - 1,))
        parts = expect.sequence(self.result, 3, self.call, f"Return {', '.join(NAMES)}.")
        return expect.array(parts[which], f"{self.call}: {NAMES[which]}", shapes[which])


def _draw(rng: np.random.Generator, vocab: int, hidden: int, length: int) -> tuple[Arrays, Vocabulary, str]:
    vocabulary = draws.vocabulary(rng, vocab)
    text = "".join(rng.choice(vocabulary[1], length).tolist())
    return draws.params(rng, vocab, hidden, 0.7 if hidden < 10 else 0.3), vocabulary, text


def traces(student: Student, rng: np.random.Generator) -> list[Traced]:
    """Traces of texts of many sizes."""
    made = []
    for size in SIZES:
        params, vocabulary, text = _draw(rng, *size)
        made.append(Traced(params, vocabulary, text, student.call("trace", draws.variables(params), vocabulary, text)))
    return made


@check(weight=1, given=traces)
def states_over_time(student: Student, rng: np.random.Generator, made: list[Traced]) -> None:
    """states (L, H) holds the state after each character"""
    for one in made:
        expect.close(one.part(0), one.right[1], f"{one.call}: states", "Use forward() on one sequence.")


@check(weight=1, given=traces)
def probabilities_over_time(student: Student, rng: np.random.Generator, made: list[Traced]) -> None:
    """probabilities (L, V) holds the distribution of the next character after each character"""
    for one in made:
        logits = one.right[0]
        expect.close(
            one.part(1),
            np.exp(evaluation.log_softmax(logits)),
            f"{one.call}: probabilities",
            "A softmax over the last axis of the logits.",
            {
                "the softmax is left out": logits,
                "the softmax is over time": np.exp(evaluation.log_softmax(logits.T)).T,
            },
        )


@check(weight=1, given=traces)
def next_character(student: Student, rng: np.random.Generator, made: list[Traced]) -> None:
    """next_probability (L - 1,) holds the probability given to the character that really came next"""
    for one in made:
        probabilities, ids = np.exp(evaluation.log_softmax(one.right[0])), encode(one.text, one.vocabulary[0])
        positions = np.arange(len(ids) - 1)
        expect.close(
            one.part(2),
            probabilities[positions, ids[1:]],
            f"{one.call}: next_probability",
            "probabilities[t, ids[t + 1]] for t = 0 … L - 2.",
            {
                "the current character is looked up instead of the next": probabilities[positions, ids[:-1]],
                "the most likely character is looked up": probabilities[:-1].max(axis=1),
                "the logarithm is taken": np.log(probabilities[positions, ids[1:]]),
            },
        )


@dataclass(frozen=True)
class Plot:
    """One call of plot_trace(): what it was given, the figure, and what the arguments were afterwards."""

    given: tuple[str, np.ndarray, np.ndarray]
    axes: list[Axes]
    after: list[Any]


def plot(student: Student, rng: np.random.Generator) -> Plot:
    """A figure of states and probabilities that are not those of the notebook."""
    length, hidden = 11, 6
    text = "".join(rng.choice(list(draws.LETTERS + "äß\n"), length).tolist())  # no dollars: matplotlib reads formulas
    given = (text, rng.uniform(-1, 1, (length, hidden)), rng.uniform(0, 1, length - 1))
    figure, after = student.update("plot_trace", *given)
    if not isinstance(figure, Figure):
        raise CheckFailed(f"plot_trace() gave {expect.seen(figure)}", help="Return the matplotlib figure.")
    return Plot(given, figure.axes, after)


def _among(series: list[np.ndarray], numbers: np.ndarray) -> bool:
    shown = [np.asarray(one, dtype=float).ravel() for one in series]
    return any(part.size == numbers.size and np.allclose(part, numbers.ravel(), atol=1e-4) for part in shown)


def _holds(series: list[np.ndarray], states: np.ndarray, following: np.ndarray) -> tuple[bool, bool]:
    """Whether it shows the states, of all units or of one, and whether it shows what came next."""
    units = any(_among(series, unit) for unit in (states, *states.T, states.T))
    return units, _among(series, following) or _among(series, np.concatenate([[np.nan], following]))


@check(weight=1, given=plot)
def figure_shows_both(student: Student, rng: np.random.Generator, made: Plot) -> None:
    """the figure shows the states over time and the probability of what came next"""
    _, states, following = made.given
    shown = _holds([series for ax in made.axes for series in ax.series], states, following)
    hidden = _holds([series for ax in made.axes for series in ax.hidden], states, following)
    for there, unseen, what, missing, help in (
        (shown[0], hidden[0], "states", "no heat map or line", "Draw all of them: imshow(states.T)."),
        (shown[1], hidden[1], "next_probability", "no line or bars", "Draw it: plot(next_probability)."),
    ):
        if there:
            continue
        name = "the states" if what == "states" else what
        if unseen:
            raise CheckFailed(f"the figure holds {name}, but nothing is visible", help="Look at the figure.")
        raise CheckFailed(f"{missing} in the figure holds {name}", help=help)


@check(weight=0.75, given=plot)
def axes_are_labelled(student: Student, rng: np.random.Generator, made: Plot) -> None:
    """both axes of both plots are labelled"""
    plots = [ax for ax in made.axes if (ax.series or ax.hidden) and (ax.xlabel or ax.ylabel)]
    labelled = [ax for ax in plots if ax.xlabel.strip() and ax.ylabel.strip()]
    if len(labelled) < 2:
        raise CheckFailed(
            f"{len(labelled)} of the figure's plots have a label on both axes; two are needed",
            help="ax.set_xlabel(...) and ax.set_ylabel(...) for the states and for the probability.",
        )


@check(weight=0.25, given=plot)
def leaves_arguments_alone(student: Student, rng: np.random.Generator, made: Plot) -> None:
    """trace() and plot_trace() do not change their arguments"""
    expect.unchanged(made.given, made.after, ("text", "states", "next_probability"), "plot_trace()")
    params, vocabulary, text = _draw(rng, 6, 4, 9)
    given = (draws.variables(params), vocabulary, text)
    result, after = student.update("trace", *given)
    expect.sequence(result, 3, "trace()", f"Return {', '.join(NAMES)}.")
    expect.unchanged(given, after, ("params", "vocabulary", "text"), "trace()")


QUESTION = Question(
    "trace",
    (
        states_over_time,
        probabilities_over_time,
        next_character,
        figure_shows_both,
        axes_are_labelled,
        leaves_arguments_alone,
    ),
    stand_ins=("trace", "plot_trace"),
)
