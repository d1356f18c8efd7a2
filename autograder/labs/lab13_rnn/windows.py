"""Question `windows`: make_windows."""

from collections import Counter
from typing import Any, TypeAlias

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CannotJudge, CheckFailed, Question, check
from autograder.labs.lab13_rnn import draws
from autograder.student.handle import Raised, Student

# (length of the text, sequence_length): the shortest text, the longest windows, the lab's own, and
# windows longer than those of the lab.
SIZES = ((13, 4), (40, 11), (9, 8), (5, 1), (2, 1), (92, 20), (140, 90))
# The same with the number of characters, each of which comes several times, as in every text.
REPEATING = ((1, 9, 2), (2, 30, 3), (18, 92, 20))
BIG = 2**17  # ids of a text in all of the world's scripts

# ids, sequence_length, and the two values that make_windows() returned, or what it raised.
Windows: TypeAlias = tuple[np.ndarray, int, list[Any] | Raised]


def _call(ids: np.ndarray, time: int) -> str:
    return f"make_windows() of {len(ids)} ids with sequence_length={time}"


def _asked(student: Student, drawn: list[tuple[np.ndarray, int]]) -> list[Windows]:
    made: list[Windows] = []
    for ids, time in drawn:
        try:
            with expect.about(_call(ids, time)):
                result = student.call("make_windows", ids, time)
            made.append((ids, time, expect.sequence(result, 2, _call(ids, time), "Return inputs, targets.")))
        except Raised as raised:
            made.append((ids, time, raised))
    if isinstance(made[0][2], Raised):
        raise made[0][2]
    return made


def windows(student: Student, rng: np.random.Generator) -> list[Windows]:
    """Windows of texts in which every id occurs once, so that each number tells from where it was taken, and of others.

    The first texts are of the former kind.
    """
    distinct = [(rng.choice(BIG, length, replace=False).astype(np.int32), time) for length, time in SIZES]
    repeating = [(draws.ids(rng, vocab, length), time) for vocab, length, time in REPEATING]
    return _asked(student, distinct + repeating)


def _rows(made: Any, ids: np.ndarray, time: int) -> np.ndarray:
    """The windows, a row each, even if there are too few or too many, or if they are columns. Raises CannotJudge."""
    found = expect.integers(made, _call(ids, time))
    if found.ndim == 2 and found.shape[1] != time and found.shape[0] == time:
        found = found.T
    if found.ndim != 2 or found.shape[1] != time or len(found) == 0:
        raise CannotJudge(f"{_call(ids, time)}: it returned no windows of this length")
    return found[: len(ids) - time]


def _there(made: list[Windows]) -> list[tuple[np.ndarray, int, list[Any]]]:
    """The calls that returned windows."""
    return [(ids, time, parts) for ids, time, parts in made if not isinstance(parts, Raised)]


@check(weight=3, given=windows)
def shapes(student: Student, rng: np.random.Generator, made: list[Windows]) -> None:
    """inputs and targets are int32 of shape (N, T) with N = len(ids) - T"""
    expect.of_inputs([part for _, _, parts in _there(made) for part in parts], "make_windows()")
    for ids, time, parts in made:
        if isinstance(parts, Raised):
            raise parts
        for name, part in zip(("inputs", "targets"), parts, strict=True):
            shape = expect.integers(part, f"{_call(ids, time)}: {name}").shape
            if shape != (len(ids) - time, time):
                raise CheckFailed(
                    f"{_call(ids, time)}: {name} have shape {shape}",
                    help="The last window must still have a target for its last character, and no window is left out.",
                )


@check(weight=3, given=windows)
def inputs_slide(student: Student, rng: np.random.Generator, made: list[Windows]) -> None:
    """window i of the inputs starts at character i"""
    for ids, time, (inputs, _) in _there(made):
        rows = _rows(inputs, ids, time)
        if not np.array_equal(rows, _slide(ids, time)[: len(rows)]):
            raise CheckFailed(
                f"{_call(ids, time)}{_repeats(ids)}: the inputs are not ids[i : i + T] for i = 0, 1, 2, …",
                help="Neighbouring windows overlap in all but one character.",
            )


def _slide(ids: np.ndarray, time: int) -> np.ndarray:
    return np.lib.stride_tricks.sliding_window_view(ids, time)


def _repeats(ids: np.ndarray) -> str:
    return "" if len(set(ids.tolist())) == len(ids) else ", some of them repeated"


AHEAD = {
    0: "are the inputs themselves: they are not shifted",
    2: "are two characters ahead: they are shifted twice",
    -1: "are one character behind: they are shifted the wrong way, or inputs and targets are exchanged",
}


@check(weight=3, given=windows)
def targets_one_ahead(student: Student, rng: np.random.Generator, made: list[Windows]) -> None:
    """the targets are the inputs one character further on"""
    for ids, time, (inputs, targets) in _there(made):
        read, wanted = _rows(inputs, ids, time), _rows(targets, ids, time)
        count = min(len(read), len(wanted))
        if _repeats(ids):
            _require_next(ids, time, read[:count], wanted[:count])
            continue
        place = {number: i for i, number in enumerate(ids.tolist())}
        # By how many characters each target is ahead of its input; nan if either is not of this text.
        ahead = Counter(
            place.get(target, np.nan) - place.get(source, np.nan)
            for source, target in zip(read[:count].ravel().tolist(), wanted[:count].ravel().tolist(), strict=True)
        )
        ((usual, often),) = ahead.most_common(1)
        if usual == 1 and len(ahead) == 1:
            continue
        problem = "are not the characters that follow the inputs"
        if 2 * often > ahead.total() and np.isfinite(usual):
            problem = AHEAD.get(int(usual), problem)
        raise CheckFailed(f"{_call(ids, time)}: the targets {problem}", help="targets[i, t] is ids[i + t + 1].")


def _require_next(ids: np.ndarray, time: int, read: np.ndarray, wanted: np.ndarray) -> None:
    """Raises CheckFailed where the inputs are right and the targets, of ids that come several times, are not."""
    if np.array_equal(read, _slide(ids, time)[: len(read)]) and not np.array_equal(
        wanted, _slide(ids[1:], time)[: len(wanted)]
    ):
        raise CheckFailed(
            f"{_call(ids, time)}{_repeats(ids)}: the targets are not the characters that follow the inputs",
            help="targets[i, t] is ids[i + t + 1].",
        )


@check(weight=0.5)
def bounds(student: Student, rng: np.random.Generator) -> None:
    """a sequence_length below 1 or not below len(ids) raises ValueError"""
    ids = draws.ids(rng, 20, 12)
    with expect.about(_call(ids, 6)):
        student.call("make_windows", ids, 6)  # must raise nothing
    for length, wrong in ((12, (0, -1, -3, 12, 13, 15)), (2, (0, 2)), (1, (1,))):
        ids = draws.ids(rng, 20, length)
        for time in wrong:
            expect.value_error(
                lambda ids=ids, time=time: student.call("make_windows", ids, time),  # type: ignore[misc]
                _call(ids, time),
                help="Test sequence_length before you slice.",
            )


@check(weight=0.5)
def leaves_ids_alone(student: Student, rng: np.random.Generator) -> None:
    """make_windows() does not change ids"""
    ids = draws.ids(rng, 20, 12)
    made, after = student.update("make_windows", ids, 4)
    for part in expect.sequence(made, 2, _call(ids, 4), "Return inputs, targets."):
        expect.of_inputs([_rows(part, ids, 4)], _call(ids, 4))  # no windows, no points
    expect.unchanged((ids, 4), after, ("ids", "sequence_length"), _call(ids, 4))


QUESTION = Question(
    "windows",
    (shapes, inputs_slide, targets_one_ahead, bounds, leaves_ids_alone),
    stand_ins=("make_windows",),
)
