"""Question `forward`: the network over whole sequences."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CannotJudge, CheckFailed, Question, check
from autograder.labs.lab13_rnn import draws
from autograder.labs.lab13_rnn.arguments import Tensor
from autograder.labs.lab13_rnn.draws import Arrays
from autograder.student.handle import Raised, Student
from rnn_reference import evaluation

# (B, T, V, H): T = B shows characters read along the wrong axis, V = H a matrix that is transposed. The lab's own sizes
# follow, and a sequence longer than any of its windows.
SIZES = ((3, 9, 5, 7), (4, 4, 6, 3), (2, 3, 5, 5), (1, 1, 2, 1), (3, 1, 4, 1), (4, 20, 18, 64), (1, 100, 8, 5))
STARTED = ((3, 6, 5, 7), (2, 2, 4, 3), (1, 1, 3, 2))  # the same for those that start from an h0
TWO = "Return logits, states."


@dataclass(frozen=True)
class Run:
    """One call of forward() and what came of it."""

    params: Arrays
    inputs: np.ndarray
    h0: np.ndarray | None
    when: str
    result: Any = None
    raised: Raised | None = None

    @property
    def call(self) -> str:
        batch, time = self.inputs.shape
        start = "" if self.h0 is None else " from an h0"
        return f"forward(){start} with B, T, V, H = {(batch, time, *self.params['W_xh'].shape)}{self.when}"

    @property
    def shapes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        hidden, vocab = self.params["W_hy"].shape
        return (*self.inputs.shape, vocab), (*self.inputs.shape, hidden)


@dataclass(frozen=True)
class Layout:
    """The layout of what forward() returned. A slip in it costs its own points and no others."""

    exchanged: bool = False
    time_first: tuple[bool, bool] = (False, False)  # in the logits, in the states

    def logits(self, run: Run) -> np.ndarray | None:
        return self._part(run, 0)

    def states(self, run: Run) -> np.ndarray | None:
        return self._part(run, 1)

    def _part(self, run: Run, which: int) -> np.ndarray | None:
        """Logits or states of a run as (B, T, n); None if there are none of this shape."""
        batch, time, size = run.shapes[which]
        if not self.time_first[which]:
            return expect.fitted(_of_two(run.result)[which ^ self.exchanged], (batch, time, size))
        found = expect.fitted(_of_two(run.result)[which ^ self.exchanged], (time, batch, size))
        return None if found is None else found.swapaxes(0, 1)


def _of_two(result: Any) -> list[Any]:
    """The two values returned; anything else takes both places."""
    return result if isinstance(result, list) and len(result) == 2 else [result, result]


def _layout(run: Run) -> Layout:
    """The layout that fits a run whose sizes all differ."""
    kinds = [(exchanged, time_first) for exchanged in (False, True) for time_first in (False, True)]

    def fits(which: int, exchanged: bool, time_first: bool) -> bool:
        return Layout(exchanged, (time_first, time_first))._part(run, which) is not None

    exchanged = next((kind[0] for kind in kinds if fits(0, *kind) or fits(1, *kind)), False)
    time_first = (fits(0, exchanged, True), fits(1, exchanged, True))
    return Layout(exchanged, time_first)


def _run(student: Student, run: Run, tensors: bool = False) -> Run:
    """The run with its result. Raises StudentError if every other run would raise it too."""
    given = [run.inputs] if run.h0 is None else [run.inputs, run.h0]
    try:
        result = student.call(
            "forward", draws.variables(run.params), *(Tensor(one) if tensors else one for one in given)
        )
    except Raised as error:
        if error.type_name == "NotImplementedError":
            raise
        return Run(run.params, run.inputs, run.h0, run.when, raised=error)
    return Run(run.params, run.inputs, run.h0, run.when, result)


def _draw(
    rng: np.random.Generator, size: tuple[int, int, int, int], started: bool = False, scale: float = 0.7
) -> tuple[Arrays, np.ndarray, np.ndarray | None]:
    batch, time, vocab, hidden = size
    h0 = draws.states(rng, batch, hidden) if started else None
    return draws.params(rng, vocab, hidden, scale), draws.ids(rng, vocab, batch, time), h0


def _answered(made: list[Run]) -> list[Run]:
    """The runs, if any of them came to an end. Raises Raised."""
    raised = [run.raised for run in made if run.raised]
    if len(raised) == len(made):
        with expect.about(made[0].call):
            raise raised[0]
    return made


def runs(student: Student, rng: np.random.Generator) -> list[Run]:
    """Sequences of many sizes from zeros, as arrays and as tensors; the first size comes twice."""
    drawn = [Run(*_draw(rng, size), "") for size in SIZES]
    drawn.insert(1, Run(*_draw(rng, SIZES[0]), ", called twice"))
    return _answered([_run(student, run, tensors=i % 2 == 1) for i, run in enumerate(drawn)])


def runs_from_h0(student: Student, rng: np.random.Generator) -> list[tuple[Run, Run]]:
    """Sequences that start from a given state, as arrays and as tensors; each with the same one from zeros."""
    drawn = [Run(*_draw(rng, size, started=True), "") for size in STARTED]
    started = _answered([_run(student, run, tensors=i % 2 == 1) for i, run in enumerate(drawn)])
    return [(run, _run(student, Run(run.params, run.inputs, None, ""))) for run in started]


@check(weight=2, given=runs)
def shapes(student: Student, rng: np.random.Generator, made: list[Run]) -> None:
    """logits have shape (B, T, V) and states (B, T, H)"""
    for run in made:
        with expect.about(run.call):
            if run.raised:
                raise run.raised
        parts = expect.sequence(run.result, 2, run.call, TWO)
        for name, part, shape, other in zip(("logits", "states"), parts, run.shapes, run.shapes[::-1], strict=True):
            got = expect.array(part, f"{run.call}: {name}").shape
            if got != shape:
                problem = _misshapen(got, shape, other)
                raise CheckFailed(f"{run.call}: {name} should have shape {shape}, they have {got}{problem}", help=TWO)
    for which, name in enumerate(("logits", "states")):
        expect.of_inputs([run.result[which] for run in made], f"forward(): {name}")


def _misshapen(got: tuple[int, ...], shape: tuple[int, ...], other: tuple[int, ...]) -> str:
    """What a student may have done to get the shape `got`; `other` is that of the second thing returned."""
    batch, time, size = shape
    known = {
        other: "logits and states are exchanged",
        (time, batch, size): "time comes first and the batch second: stack along axis=1",
        (batch, size): "there is only one step, not one per character",
        (1, batch, size): "there is only one step, not one per character",
        (batch, time + 1, size): "the state before the first step is included",
        (time + 1, batch, size): "the state before the first step is included, and time comes first",
        (batch * time, size): "batch and time are one axis",
        (batch, size, time): "the last two axes are exchanged",
        (time, size): "the batch is missing",
    }
    return f": {known[got]}" if got in known else ""


@check(weight=4, given=runs)
def states_carry_on(student: Student, rng: np.random.Generator, made: list[Run]) -> None:
    """each state is computed from the one before, the first from zeros"""
    layout = _layout(made[0])
    found = [(run, layout.states(run)) for run in made]
    if all(states is None for _, states in found):
        raise CannotJudge("forward() returned no states (B, T, H)")
    for run, states in found:
        if states is not None:
            _, expected = evaluation.forward(run.params, run.inputs)
            help = "h_t = rnn_step(params, inputs[:, t], h_{t-1}), with h_{-1} = 0."
            expect.close(states, expected, f"{run.call}: states", help, _mistaken_states(run.params, run.inputs))


def _mistaken_states(params: Arrays, inputs: np.ndarray, h0: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """States (B, T, H) from zeros, or from h0, by what a student may have done."""
    _, expected = evaluation.forward(params, inputs, h0)
    zeros = np.zeros_like(expected[:, :1])
    start = zeros[:, 0] if h0 is None else h0
    alone = [evaluation.rnn_step(params, inputs[:, t], start) for t in range(inputs.shape[1])]
    _, backwards = evaluation.forward(params, inputs[:, ::-1], h0)
    _, from_ones = evaluation.forward(params, inputs, 1 + zeros[:, 0])
    first = np.repeat(inputs[:, :1], inputs.shape[1], axis=1)
    mistakes = {
        "the state is reset at each step": np.stack(alone, axis=1),
        "the state before each step is kept instead of the one after it": np.concatenate(
            [start[:, np.newaxis], expected[:, :-1]], axis=1
        ),
        "the sequence is read backwards": backwards,
        "the sequence is read backwards, and the states are reversed": backwards[:, ::-1],
        "the first state is ones instead of zeros": from_ones,
        "every step reads the first character": evaluation.forward(params, first, h0)[1],
        "states with time first are reshaped to (B, T, H) instead of transposed": _reshaped(expected),
        "the last state is used for every step": np.broadcast_to(expected[:, -1:], expected.shape),
        "W_hh is transposed": evaluation.forward(params | {"W_hh": params["W_hh"].T}, inputs, h0)[1],
    }
    if len(set(inputs.shape)) == 1:
        mistakes["inputs[t] is read at step t instead of inputs[:, t]"] = evaluation.forward(params, inputs.T, h0)[1]
    return mistakes


def _reshaped(values: np.ndarray) -> np.ndarray:
    """What (B, T, n) becomes when it is put with time first and then reshaped."""
    return values.swapaxes(0, 1).reshape(values.shape)


@check(weight=3, given=runs)
def logits_from_states(student: Student, rng: np.random.Generator, made: list[Run]) -> None:
    """the logits are states @ W_hy + b_y"""
    layout = _layout(made[0])
    found = [(run, layout.logits(run), layout.states(run)) for run in made]
    if all(logits is None or states is None for _, logits, states in found):
        raise CannotJudge("forward() returned no logits (B, T, V) with states (B, T, H)")
    for run, logits, states in found:
        if logits is not None and states is not None:
            expect.close(
                logits,
                states @ run.params["W_hy"] + run.params["b_y"],
                f"{run.call}: logits, compared with your own states",
                "logits[:, t] = states[:, t] @ W_hy + b_y, with no softmax.",
                _mistaken_logits(run.params, states),
            )


def _mistaken_logits(params: Arrays, states: np.ndarray) -> dict[str, np.ndarray]:
    """Logits (B, T, V) from the student's own states, by what a student may have done."""
    expected = states @ params["W_hy"] + params["b_y"]
    previous = np.concatenate([np.zeros_like(states[:, :1]), states[:, :-1]], axis=1)
    mistakes = {
        "b_y is left out": states @ params["W_hy"],
        "b_y is subtracted": states @ params["W_hy"] - params["b_y"],
        "the state before the step is used": previous @ params["W_hy"] + params["b_y"],
        "the last state is used for every step": np.broadcast_to(expected[:, -1:], expected.shape),
        "a tanh is applied": np.tanh(expected),
        "a softmax is applied": np.exp(evaluation.log_softmax(expected)),
        "a log-softmax is applied": evaluation.log_softmax(expected),
        "a softmax over time is applied": _softmax_over_time(expected),
        "logits with time first are reshaped to (B, T, V) instead of transposed": _reshaped(expected),
    }
    if len(set(params["W_hy"].shape)) == 1:
        mistakes["W_hy is transposed"] = states @ params["W_hy"].T + params["b_y"]
    return mistakes


def _softmax_over_time(logits: np.ndarray) -> np.ndarray:
    return np.moveaxis(np.exp(evaluation.log_softmax(np.moveaxis(logits, 1, -1))), -1, 1)


@check(weight=2.5, given=runs_from_h0)
def starts_from_h0(student: Student, rng: np.random.Generator, made: list[tuple[Run, Run]]) -> None:
    """a given h0 is the state before the first step"""
    layout = _layout(made[0][0])
    found = [(run, layout.states(run), layout.states(from_zeros)) for run, from_zeros in made]
    if all(states is None for _, states, _ in found):
        raise CannotJudge("forward() returned no states (B, T, H)")
    for run, states, from_zeros in found:
        if run.raised:
            with expect.about(run.call):
                raise run.raised
        if states is None or _same_mistake(run, states, from_zeros):
            continue
        assert run.h0 is not None
        one_late = evaluation.forward(run.params, run.inputs[:, 1:], run.h0)[1]
        of_the_first = np.broadcast_to(run.h0[:1], run.h0.shape)
        mistakes = {
            "h0 is ignored": evaluation.forward(run.params, run.inputs)[1],
            "h0 is taken for the state after the first step": np.concatenate([run.h0[:, np.newaxis], one_late], 1),
            "every sequence starts from the first one's h0": evaluation.forward(run.params, run.inputs, of_the_first)[
                1
            ],
        }
        _, expected = evaluation.forward(run.params, run.inputs, run.h0)
        help = "Start the loop from h0 when it is not None."
        expect.close(states, expected, f"{run.call}: states", help, mistakes)


def _same_mistake(run: Run, states: np.ndarray, from_zeros: np.ndarray | None) -> bool:
    """Whether the states from zeros are wrong in a known way, and h0 is used as that mistake would have it."""
    if from_zeros is None:
        return False
    known = _mistaken_states(run.params, run.inputs)
    with_h0 = _mistaken_states(run.params, run.inputs, run.h0)
    return any(
        expect.equal(from_zeros, known[mistake]) and expect.equal(states, with_h0[mistake])
        for mistake in known
        if not expect.equal(known[mistake], with_h0[mistake])
    )


@check(weight=0.5)
def leaves_arguments_alone(student: Student, rng: np.random.Generator) -> None:
    """forward() does not change its arguments"""
    params, inputs, h0 = _draw(rng, (3, 4, 5, 6), started=True)
    run = Run(params, inputs, h0, "")
    given = (draws.variables(params), inputs, h0)
    with expect.about(run.call):
        result, after = student.update("forward", *given)
    answered = Run(params, inputs, h0, "", result)
    states = _layout(answered).states(answered)
    if states is None:
        raise CannotJudge("forward() returned no states (B, T, H)")
    expect.of_inputs([states], f"{run.call}: states")
    expect.unchanged(given, after, ("params", "inputs", "h0"), run.call)


QUESTION = Question(
    "forward",
    (shapes, states_carry_on, logits_from_states, starts_from_h0, leaves_arguments_alone),
    stand_ins=("forward",),
)
