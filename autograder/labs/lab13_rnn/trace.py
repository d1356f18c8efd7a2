"""Question `trace`: the network's inside over time, as numbers and as a figure."""

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.kernel.wire import Axes, Figure
from autograder.labs.lab13_rnn import draws
from autograder.labs.lab13_rnn.draws import Arrays
from autograder.student.handle import Student
from rnn_reference import evaluation
from rnn_reference.text import Vocabulary, encode

SIZES = ((4, 3, 2), (7, 5, 13))  # (V, H, L)


def _draw(rng: np.random.Generator, vocab: int, hidden: int, length: int) -> tuple[Arrays, Vocabulary, str]:
    vocabulary = draws.vocabulary(rng, vocab)
    return (
        draws.params(rng, vocab, hidden, 0.7),
        vocabulary,
        "".join(rng.choice(vocabulary[1], length).tolist()),
    )


def _trace(student: Student, params: Arrays, vocabulary: Vocabulary, text: str, part: int) -> np.ndarray:
    names = ("states", "probabilities", "next_probability")
    hidden, vocab = params["W_hy"].shape
    shapes = ((len(text), hidden), (len(text), vocab), (len(text) - 1,))
    result = student.call("trace", draws.variables(params), vocabulary, text)
    parts = expect.sequence(result, 3, "trace(params, vocabulary, text)", f"Return {', '.join(names)}.")
    return expect.array(parts[part], f"trace(): {names[part]}", shapes[part])


def _probabilities(params: Arrays, vocabulary: Vocabulary, text: str) -> np.ndarray:
    logits, _ = evaluation.forward(params, encode(text, vocabulary[0])[np.newaxis])
    return np.asarray(np.exp(evaluation.log_softmax(logits[0])))


@check(weight=1)
def states_over_time(student: Student, rng: np.random.Generator) -> None:
    """states (L, H) holds the state after each character"""
    for size in SIZES:
        params, vocabulary, text = _draw(rng, *size)
        _, states = evaluation.forward(params, encode(text, vocabulary[0])[np.newaxis])
        expect.close(
            _trace(student, params, vocabulary, text, 0),
            states[0],
            "states",
            "Use forward() on one sequence.",
        )


@check(weight=1)
def probabilities_over_time(student: Student, rng: np.random.Generator) -> None:
    """probabilities (L, V) holds the distribution of the next character after each character"""
    for size in SIZES:
        params, vocabulary, text = _draw(rng, *size)
        logits = evaluation.forward(params, encode(text, vocabulary[0])[np.newaxis])[0][0]
        expected = _probabilities(params, vocabulary, text)
        expect.close(
            _trace(student, params, vocabulary, text, 1),
            expected,
            "probabilities",
            "A softmax over the last axis of the logits.",
            {
                "the softmax is left out": logits,
                "the softmax is over time": np.exp(evaluation.log_softmax(logits.T)).T,
            },
        )


@check(weight=1)
def next_character(student: Student, rng: np.random.Generator) -> None:
    """next_probability (L - 1,) holds the probability given to the character that really came next"""
    for size in SIZES:
        params, vocabulary, text = _draw(rng, *size)
        probabilities, ids = _probabilities(params, vocabulary, text), encode(text, vocabulary[0])
        positions = np.arange(len(text) - 1)
        expect.close(
            _trace(student, params, vocabulary, text, 2),
            probabilities[positions, ids[1:]],
            "next_probability",
            "probabilities[t, ids[t + 1]] for t = 0 … L - 2.",
            {
                "the current character is looked up and not the next": probabilities[positions, ids[:-1]],
                "the most likely character is looked up": probabilities[:-1].max(axis=1),
                "the logarithm is taken": np.log(probabilities[positions, ids[1:]]),
            },
        )


def _plot(student: Student, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, list[Axes]]:
    length, hidden = 11, 6
    text = "".join(rng.choice(list(draws.ALPHABET), length).tolist())
    states, following = rng.uniform(-1, 1, (length, hidden)), rng.uniform(0, 1, length - 1)
    figure = student.call("plot_trace", text, states, following)
    if not isinstance(figure, Figure):
        raise CheckFailed(f"plot_trace() gave {expect.seen(figure)}", help="Return the matplotlib figure.")
    return states, following, figure.axes


def _draws_numbers(axes: list[Axes], numbers: np.ndarray) -> bool:
    shown = [np.asarray(series, dtype=float).ravel() for ax in axes for series in ax.series]
    return any(part.size == numbers.size and np.allclose(part, numbers.ravel(), atol=1e-4) for part in shown)


@check(weight=1)
def figure_shows_both(student: Student, rng: np.random.Generator) -> None:
    """the figure draws the states over time and the probability of what came next"""
    states, following, axes = _plot(student, rng)
    one_unit = any(_draws_numbers(axes, states[:, unit]) for unit in range(states.shape[1]))
    if not (_draws_numbers(axes, states) or _draws_numbers(axes, states.T) or one_unit):
        raise CheckFailed("no heat map and no line of the figure holds the states", help="imshow(states.T) shows all.")
    if not (_draws_numbers(axes, following) or _draws_numbers(axes, np.concatenate([[np.nan], following]))):
        raise CheckFailed("no line and no bar of the figure holds next_probability", help="plot(next_probability)")


@check(weight=1)
def axes_are_labelled(student: Student, rng: np.random.Generator) -> None:
    """both axes of both plots are labelled"""
    _, _, axes = _plot(student, rng)
    plots = [ax for ax in axes if ax.series and (ax.xlabel or ax.ylabel)]
    labelled = [ax for ax in plots if ax.xlabel.strip() and ax.ylabel.strip()]
    if len(labelled) < 2:
        raise CheckFailed(
            f"{len(labelled)} of the figure's plots have a label on both axes; two are needed",
            help="ax.set_xlabel(...) and ax.set_ylabel(...) for the states and for the probability.",
        )


QUESTION = Question(
    "trace",
    (states_over_time, probabilities_over_time, next_character, figure_shows_both, axes_are_labelled),
    stand_ins=("trace", "plot_trace"),
)
