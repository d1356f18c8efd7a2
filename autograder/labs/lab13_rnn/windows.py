"""Question `windows`: make_windows."""

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.labs.lab13_rnn import draws
from autograder.student.handle import Student

SIZES = ((13, 4), (9, 8), (40, 11), (5, 1))  # (length of the text, sequence_length)


def _windows(student: Student, ids: np.ndarray, time: int) -> tuple[np.ndarray, np.ndarray]:
    what = f"make_windows() of {len(ids)} ids with sequence_length={time}"
    inputs, targets = expect.sequence(student.call("make_windows", ids, time), 2, what, "Return inputs, targets.")
    return expect.integers(inputs, f"{what}, inputs"), expect.integers(targets, f"{what}, targets")


@check(weight=3)
def shapes(student: Student, rng: np.random.Generator) -> None:
    """inputs and targets have shape (N, T) with N = len(ids) - T"""
    for length, time in SIZES:
        for name, got in zip(("inputs", "targets"), _windows(student, draws.ids(rng, 30, length), time), strict=True):
            if got.shape != (length - time, time):
                raise CheckFailed(
                    f"{length} ids with sequence_length={time}: {name} have shape {got.shape}",
                    help="The last window must still have a target for its last character, and no window is left out.",
                )


@check(weight=3, after=[shapes])
def inputs_slide(student: Student, rng: np.random.Generator) -> None:
    """window i of the inputs starts at character i"""
    for length, time in SIZES:
        ids = draws.ids(rng, 1000, length)
        inputs, _ = _windows(student, ids, time)
        if not np.array_equal(inputs, np.lib.stride_tricks.sliding_window_view(ids, time)[:-1]):
            raise CheckFailed(
                f"{length} ids with sequence_length={time}: the inputs are not ids[i : i + T] for i = 0, 1, 2, …",
                help="Neighbouring windows overlap in all but one character.",
            )


@check(weight=3, after=[shapes])
def targets_one_ahead(student: Student, rng: np.random.Generator) -> None:
    """the targets are the inputs one character further on"""
    for length, time in SIZES:
        ids = draws.ids(rng, 1000, length)
        _, targets = _windows(student, ids, time)
        views = np.lib.stride_tricks.sliding_window_view(ids, time)
        if np.array_equal(targets, views[1:]):
            continue
        problem = "are not the characters that follow the inputs"
        if np.array_equal(targets, views[:-1]):
            problem = "are the inputs themselves: they are not shifted"
        elif np.array_equal(targets[: len(views) - 2], views[2:]):
            problem = "are two characters ahead: they are shifted twice"
        raise CheckFailed(
            f"{length} ids with sequence_length={time}: the targets {problem}",
            help="targets[i, t] is ids[i + t + 1].",
        )


@check(weight=1)
def bounds(student: Student, rng: np.random.Generator) -> None:
    """a sequence_length below 1 or not below len(ids) raises ValueError"""
    ids = draws.ids(rng, 20, 12)
    for time in (1, 11):
        student.call("make_windows", ids, time)  # raises nothing where all is well
    for time in (0, -3, 12, 15):
        expect.value_error(
            lambda time=time: student.call("make_windows", ids, time),  # type: ignore[misc]
            f"make_windows() of 12 ids with sequence_length={time}",
            help="Test sequence_length before you slice.",
        )


QUESTION = Question("windows", (shapes, inputs_slide, targets_one_ahead, bounds), stand_ins=("make_windows",))
