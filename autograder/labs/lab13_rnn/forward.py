"""Question `forward`: the network over whole sequences."""

from typing import TypeAlias

import numpy as np

from autograder.checks import expect
from autograder.checks.check import Question, check
from autograder.labs.lab13_rnn import draws
from autograder.labs.lab13_rnn.draws import Arrays
from autograder.student.handle import Student
from rnn_reference import evaluation

SIZES = ((3, 9, 5, 7), (2, 5, 6, 4), (1, 1, 3, 2))  # (B, T, V, H)

Run: TypeAlias = tuple[Arrays, np.ndarray, np.ndarray, np.ndarray]  # params, inputs, logits, states


def _draw(rng: np.random.Generator, batch: int, time: int, vocab: int, hidden: int) -> tuple[Arrays, np.ndarray]:
    return draws.params(rng, vocab, hidden, scale=0.7), draws.ids(rng, vocab, batch, time)


def _forward(
    student: Student, params: Arrays, inputs: np.ndarray, h0: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    start = () if h0 is None else (h0,)
    result = student.call("forward", draws.variables(params), inputs, *start)
    logits, states = expect.sequence(result, 2, "forward(params, inputs)", "Return logits, states.")
    hidden, vocab = params["W_hy"].shape
    return (
        expect.array(logits, "forward(params, inputs), logits", (*inputs.shape, vocab), "Logits are (B, T, V)."),
        expect.array(states, "forward(params, inputs), states", (*inputs.shape, hidden), "States are (B, T, H)."),
    )


@check(weight=2)
def shapes(student: Student, rng: np.random.Generator) -> list[Run]:
    """logits have shape (B, T, V) and states (B, T, H)"""
    drawn = [_draw(rng, *size) for size in SIZES]
    return [(params, inputs, *_forward(student, params, inputs)) for params, inputs in drawn]


@check(weight=4, given=shapes)
def states_carry_on(student: Student, rng: np.random.Generator, runs: list[Run]) -> None:
    """each state is computed from the one before, the first from zeros"""
    params, inputs, _, _ = runs[-1]
    again = (params, inputs, *_forward(student, params, inputs))
    for (params, inputs, _, states), when in (
        *((run, "") for run in runs),
        (again, ", when forward() is called twice"),
    ):
        _, expected = evaluation.forward(params, inputs)
        zeros = np.zeros(expected[:, 0].shape)
        alone = [evaluation.rnn_step(params, inputs[:, t], zeros) for t in range(inputs.shape[1])]
        _, backwards = evaluation.forward(params, inputs[:, ::-1])
        expect.close(
            states,
            expected,
            f"states{when}",
            "h_t = rnn_step(params, inputs[:, t], h_{t-1}), with h_{-1} = 0.",
            {
                "the state is reset to zeros at each step": np.stack(alone, axis=1),
                "the sequence is read backwards": backwards,
                "the sequence is read backwards, and the states are turned round": backwards[:, ::-1],
            },
        )


@check(weight=3, given=shapes)
def logits_from_states(student: Student, rng: np.random.Generator, runs: list[Run]) -> None:
    """the logits are states @ W_hy + b_y"""
    for params, _, logits, states in runs:
        expected = states @ params["W_hy"] + params["b_y"]
        previous = np.concatenate([np.zeros_like(states[:, :1]), states[:, :-1]], axis=1)
        expect.close(
            logits,
            expected,
            "logits, compared with your own states",
            "logits[:, t] = states[:, t] @ W_hy + b_y, with no softmax.",
            {
                "b_y is left out": states @ params["W_hy"],
                "the state before the step is used": previous @ params["W_hy"] + params["b_y"],
                "the last state is used for every step": np.broadcast_to(expected[:, -1:], expected.shape),
                "a tanh is applied": np.tanh(expected),
                "a softmax is applied": np.exp(evaluation.log_softmax(expected)),
                "a log-softmax is applied": evaluation.log_softmax(expected),
                "a softmax over time is applied": _softmax_over_time(expected),
            },
        )


def _softmax_over_time(logits: np.ndarray) -> np.ndarray:
    return np.moveaxis(np.exp(evaluation.log_softmax(np.moveaxis(logits, 1, -1))), -1, 1)


@check(weight=3, after=[shapes])
def starts_from_h0(student: Student, rng: np.random.Generator) -> None:
    """a given h0 is the state before the first step"""
    for size in SIZES:
        params, inputs = _draw(rng, *size)
        h0 = rng.uniform(-1, 1, (inputs.shape[0], params["W_hh"].shape[0])).astype(np.float32)
        _, states = _forward(student, params, inputs, h0)
        expect.close(
            states,
            evaluation.forward(params, inputs, h0)[1],
            "states from a given h0",
            "Start the loop from h0 when it is not None.",
            {"h0 is ignored": evaluation.forward(params, inputs)[1]},
        )


QUESTION = Question("forward", (shapes, states_carry_on, logits_from_states, starts_from_h0), stand_ins=("forward",))
