"""Question `rnn_step`: one step of the network."""

from typing import Any, TypeAlias

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CannotJudge, Question, check
from autograder.labs.lab13_rnn import draws
from autograder.labs.lab13_rnn.arguments import Tensor
from autograder.labs.lab13_rnn.draws import Arrays
from autograder.student.handle import Student
from rnn_reference import evaluation

# (B, V, H); V = H shows a matrix that is transposed; B and H of one, together and alone, an axis that is lost; and the
# last is a batch of the lab.
SIZES = ((4, 7, 5), (6, 5, 5), (1, 3, 2), (3, 4, 1), (1, 1, 1), (16, 18, 64))
FAR_OUT = (5, 6, 4)  # drawn with sums far out in tanh's tails
TAIL = 40.0  # the largest sum there; beyond, a tanh written with exponentials overflows float32
FORMULA = "h_t = tanh(W_xh[ids_t] + h @ W_hh + b_h): one tanh, around the sum of all three."

Step: TypeAlias = tuple[Arrays, np.ndarray, np.ndarray, Any]  # params, ids, h, what was returned as the new h


def _call(params: Arrays, h: np.ndarray) -> str:
    return f"rnn_step() with B, V, H = {(len(h), *params['W_xh'].shape)}"


def _step(student: Student, params: Arrays, ids: np.ndarray, h: np.ndarray, tensors: bool = False) -> Any:
    with expect.about(_call(params, h)):
        given = (Tensor(ids), Tensor(h)) if tensors else (ids, h)
        return student.call("rnn_step", draws.variables(params), *given)


def _draw(rng: np.random.Generator, batch: int, vocab: int, hidden: int) -> tuple[Arrays, np.ndarray, np.ndarray]:
    return draws.params(rng, vocab, hidden, scale=0.6), draws.ids(rng, vocab, batch), draws.states(rng, batch, hidden)


def _draw_far_out(rng: np.random.Generator) -> tuple[Arrays, np.ndarray, np.ndarray]:
    """Sums of both signs, from about 1 to TAIL."""
    params, ids, h = _draw(rng, *FAR_OUT)
    params = {name: 15 * value for name, value in params.items()}
    largest = np.abs(params["W_xh"][ids] + h @ params["W_hh"] + params["b_h"]).max()
    return {name: (value * min(1, TAIL / largest)).astype(np.float32) for name, value in params.items()}, ids, h


def steps(student: Student, rng: np.random.Generator) -> list[Step]:
    """Steps of many sizes, from arrays and from tensors, near and far out."""
    drawn = [*(_draw(rng, *size) for size in SIZES), _draw_far_out(rng)]
    return [(*one, _step(student, *one, tensors=i % 2 == 1)) for i, one in enumerate(drawn)]


@check(weight=3.5, given=steps)
def shape(student: Student, rng: np.random.Generator, made: list[Step]) -> None:
    """the new state has the shape (B, H) of the old one"""
    for params, _, h, new_h in made:
        expect.array(new_h, _call(params, h), h.shape, help="One row per sequence: (B, H).")
    expect.of_inputs([new_h for _, _, _, new_h in made], "rnn_step()")


@check(weight=4, given=steps)
def formula(student: Student, rng: np.random.Generator, made: list[Step]) -> None:
    """the new state is tanh(W_xh[ids_t] + h @ W_hh + b_h)"""
    fitting = [(params, ids, h, expect.fitted(new_h, h.shape)) for params, ids, h, new_h in made]
    if all(new_h is None for _, _, _, new_h in fitting):
        raise CannotJudge("no new state has the shape of the old one")
    for params, ids, h, new_h in fitting:
        if new_h is not None:
            expected = evaluation.rnn_step(params, ids, h)
            expect.close(new_h, expected, _call(params, h), FORMULA, _mistakes(params, ids, h))


def _mistakes(params: Arrays, ids: np.ndarray, h: np.ndarray) -> dict[str, np.ndarray]:
    """The new states that each mistake leads to, by the mistake."""
    x, recurrent, bias = params["W_xh"][ids].astype(float), h @ params["W_hh"], params["b_h"]
    total = x + recurrent + bias
    mistakes = {
        "b_h is left out": np.tanh(x + recurrent),
        "h @ W_hh is left out": np.tanh(x + bias),
        "W_xh is left out": np.tanh(recurrent + bias),
        "W_hh is transposed": np.tanh(x + h @ params["W_hh"].T + bias),
        "tanh is left out": total,
        "tanh is applied to each term": np.tanh(x) + np.tanh(recurrent) + np.tanh(bias),
        "tanh is applied twice": np.tanh(np.tanh(total)),
        "W_hh is multiplied element by element": np.tanh(x + h * np.diag(params["W_hh"]) + bias),
        "b_h is added after the tanh": np.tanh(x + recurrent) + bias,
        "b_h is subtracted": np.tanh(x + recurrent - bias),
        "the old state is added to the new one": h + np.tanh(total),
        "a sigmoid is applied instead of tanh": 1 / (1 + np.exp(-total)),
        "a ReLU is applied instead of tanh": np.maximum(total, 0),
        "the sum is clipped to [-1, 1] instead of going through tanh": np.clip(total, -1, 1),
        "every sequence uses the first one's state": np.tanh(x + recurrent[:1] + bias),
        "every sequence reads the first one's character": np.tanh(x[:1] + recurrent + bias),
    }
    if len(set(params["W_xh"].shape)) == 1:
        mistakes["columns of W_xh are taken instead of rows"] = np.tanh(params["W_xh"].T[ids] + recurrent + bias)
    return mistakes


@check(weight=1.5)
def every_term(student: Student, rng: np.random.Generator) -> None:
    """each of the three terms still counts when the others are zero"""
    for kept in ("W_xh", "W_hh", "b_h"):
        params, ids, h = _draw(rng, 4, 6, 5)
        alone = {name: value if name == kept else np.zeros_like(value) for name, value in params.items()}
        got = expect.fitted(_step(student, alone, ids, h), h.shape)
        if got is None:
            raise CannotJudge("the new state does not have the shape of the old one")
        expect.close(got, evaluation.rnn_step(alone, ids, h), f"{_call(params, h)}, only {kept} not zero", FORMULA)


@check(weight=1)
def leaves_weights_alone(student: Student, rng: np.random.Generator) -> None:
    """rnn_step() does not change its arguments"""
    params, ids, h = _draw(rng, 3, 6, 4)
    given = (draws.variables(params), ids, h)
    new_h, after = student.update("rnn_step", *given)
    if expect.fitted(new_h, h.shape) is None:
        raise CannotJudge("the new state does not have the shape of the old one")
    expect.of_inputs([new_h], _call(params, h))
    expect.unchanged(given, after, ("params", "ids_t", "h"), _call(params, h))


QUESTION = Question("rnn_step", (shape, formula, every_term, leaves_weights_alone), stand_ins=("rnn_step",))
