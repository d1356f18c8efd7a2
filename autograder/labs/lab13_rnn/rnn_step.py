"""Question `rnn_step`: one step of the network."""

from typing import TypeAlias

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.labs.lab13_rnn import draws
from autograder.labs.lab13_rnn.draws import Arrays
from autograder.student.handle import Student
from rnn_reference import evaluation

SIZES = ((4, 7, 5), (6, 5, 9), (1, 3, 2))  # (B, V, H)
FORMULA = "h_t = tanh(W_xh[ids_t] + h @ W_hh + b_h): one tanh, around the sum of all three."

Step: TypeAlias = tuple[Arrays, np.ndarray, np.ndarray, np.ndarray]  # params, ids, h, the new h


def _step(student: Student, params: Arrays, ids: np.ndarray, h: np.ndarray) -> np.ndarray:
    result = student.call("rnn_step", draws.variables(params), ids, h)
    return expect.array(result, "rnn_step(params, ids_t, h)", h.shape, help="One row a sequence: (B, H).")


def _draw(rng: np.random.Generator, batch: int, vocab: int, hidden: int) -> tuple[Arrays, np.ndarray, np.ndarray]:
    h = rng.uniform(-1, 1, (batch, hidden)).astype(np.float32)
    return draws.params(rng, vocab, hidden, scale=0.6), draws.ids(rng, vocab, batch), h


@check(weight=2)
def shape(student: Student, rng: np.random.Generator) -> list[Step]:
    """the new state has the shape (B, H) of the old one"""
    drawn = [_draw(rng, *size) for size in SIZES]
    return [(params, ids, h, _step(student, params, ids, h)) for params, ids, h in drawn]


@check(weight=4, given=shape)
def formula(student: Student, rng: np.random.Generator, steps: list[Step]) -> None:
    """the new state is tanh(W_xh[ids_t] + h @ W_hh + b_h)"""
    for params, ids, h, new_h in steps:
        x, recurrent, bias = params["W_xh"][ids], h @ params["W_hh"], params["b_h"]
        expect.close(
            new_h,
            evaluation.rnn_step(params, ids, h),
            "rnn_step(params, ids_t, h)",
            FORMULA,
            {
                "b_h is left out": np.tanh(x + recurrent),
                "h @ W_hh is left out": np.tanh(x + bias),
                "W_xh is left out": np.tanh(recurrent + bias),
                "W_hh is transposed": np.tanh(x + h @ params["W_hh"].T + bias),
                "tanh is left out": x + recurrent + bias,
                "tanh is applied to each term": np.tanh(x) + np.tanh(recurrent) + np.tanh(bias),
                "W_hh is multiplied element by element": np.tanh(x + h * np.diag(params["W_hh"]) + bias),
                "b_h is added after the tanh": np.tanh(x + recurrent) + bias,
                "the old state is added to the new one": h + np.tanh(x + recurrent + bias),
                "a sigmoid is applied and no tanh": 1 / (1 + np.exp(-x - recurrent - bias)),
                "a ReLU is applied and no tanh": np.maximum(x + recurrent + bias, 0),
                "every sequence goes on from the first one's state": np.tanh(x + recurrent[:1] + bias),
            },
        )


@check(weight=3, after=[shape])
def every_term(student: Student, rng: np.random.Generator) -> None:
    """each of the three terms still counts when the others are zero"""
    for kept in ("W_xh", "W_hh", "b_h"):
        params, ids, h = _draw(rng, 4, 6, 5)
        alone = {name: value if name == kept else np.zeros_like(value) for name, value in params.items()}
        got = _step(student, alone, ids, h)
        expect.close(got, evaluation.rnn_step(alone, ids, h), f"with only {kept} not zero", FORMULA)


@check(weight=1, after=[shape])
def leaves_weights_alone(student: Student, rng: np.random.Generator) -> None:
    """a step changes no weight"""
    params, ids, h = _draw(rng, 3, 6, 4)
    _, after = student.update("rnn_step", draws.variables(params), ids, h)
    for name, value in params.items():
        if not np.array_equal(expect.array(after.get(name), f"params[{name!r}] after the step"), value):
            raise CheckFailed(f"params[{name!r}] is not what it was before the step", help="Compute, do not assign.")


QUESTION = Question("rnn_step", (shape, formula, every_term, leaves_weights_alone), stand_ins=("rnn_step",))
