"""Conversions from an untrusted answer to something a check can compare. Each raises CheckFailed with what it saw.

Whatever else one of them raises, for want of memory say, is the answer's fault as well, and becomes a CheckFailed.
"""

import contextlib
import csv
import functools
import io
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

import numpy as np

from autograder.checks.check import CheckFailed
from autograder.kernel.wire import Made, Opaque
from autograder.student.handle import Raised, StudentError

RELATIVE_TOLERANCE = 2e-4  # float32 against float64 over a few dozen steps, with room for other orders of summation
ABSOLUTE_TOLERANCE = 2e-5
MAX_CSV_ROWS = 10_000
MAX_CSV_FIELDS = 100_000  # of the heading's columns in each row, whether they are there or not

P = ParamSpec("P")
R = TypeVar("R")


def _answers_fault(convert: Callable[P, R]) -> Callable[P, R]:
    """The conversion, with CheckFailed in place of whatever an answer makes it raise."""

    @functools.wraps(convert)
    def converted(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return convert(*args, **kwargs)
        except (CheckFailed, StudentError):
            raise
        except Exception as error:
            raise CheckFailed(f"an answer cannot be read ({type(error).__name__}): {_described(args[0])}") from error

    return converted


def _described(value: Any) -> str:
    try:
        return seen(value)
    except Exception:
        return f"something of type {type(value).__name__}"


def seen(value: Any) -> str:
    """A short description of an answer, for a message."""
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype} with shape {value.shape}"
    if isinstance(value, Opaque):
        return f"something of type {value.type_name}"
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:57] + '…'}"


@contextlib.contextmanager
def about(call: str) -> Iterator[None]:
    """What the student's code raises meanwhile is told with the call that it is about."""
    try:
        yield
    except Raised as error:
        if error.type_name == "NotImplementedError":
            raise
        raise Raised(f"{call}: {error}", error.type_name, error.text) from error


@_answers_fault
def unchanged(sent: Sequence[Any], after: Sequence[Any], names: Sequence[str], call: str) -> None:
    """The arguments of a call are afterwards what they were. Of a dict that was made, each item is named."""
    for name, before, now in zip(names, sent, after, strict=True):
        pairs = [(name, before, now)]
        if isinstance(before, Made) and isinstance(before.content, dict):
            there = now if isinstance(now, dict) else {}
            pairs = [(f"{name}[{key!r}]", value, there.get(key)) for key, value in before.content.items()]
        for which, was, became in pairs:
            if not _same(was, became):
                raise CheckFailed(f"{call} changed {which}", help="Return new values; do not change the arguments.")


def _same(sent: Any, now: Any) -> bool:
    if isinstance(sent, Made):
        return _same(sent.content, now)
    if isinstance(sent, np.ndarray):
        return isinstance(now, np.ndarray) and np.array_equal(sent, now)
    if isinstance(sent, dict):
        return isinstance(now, dict) and sent.keys() == now.keys() and all(_same(sent[key], now[key]) for key in sent)
    if isinstance(sent, list | tuple):
        return isinstance(now, list) and len(sent) == len(now) and all(map(_same, sent, now))
    return type(sent) is type(now) and bool(sent == now)


@_answers_fault
def fitted(value: Any, shape: tuple[int, ...]) -> np.ndarray | None:
    """Numbers of `shape`, axes of length 1 aside, for checks that judge what is there; None where they are not."""
    try:
        converted = array(value, "")
    except CheckFailed:
        return None
    long = [tuple(size for size in each if size != 1) for each in (converted.shape, shape)]
    return converted.reshape(shape) if long[0] == long[1] else None


@_answers_fault
def of_inputs(answers: Sequence[Any], what: str) -> None:
    """Among answers to many different inputs there is one whose numbers are not all the same; else nothing is done."""
    if not any(len(set(np.ravel(array(answer, what)).tolist())) > 1 for answer in answers):
        raise CheckFailed(f"{what}: all its numbers are the same, whatever the inputs")


def array(value: Any, what: str, shape: tuple[int, ...] | None = None, help: str = "") -> np.ndarray:
    """Numbers as a finite float64 array, of `shape` when given. Accepts arrays, tensors, numbers and nested lists."""
    converted = _converted(value, what, help)
    if shape is not None and converted.shape != shape:
        raise CheckFailed(f"{what}: expected shape {shape}, got {converted.shape}", help)
    if not np.isfinite(converted).all():
        raise CheckFailed(f"{what}: some of the numbers are not finite (nan or infinity)", help)
    return converted


@_answers_fault
def integers(value: Any, what: str, shape: tuple[int, ...] | None = None, help: str = "") -> np.ndarray:
    """Whole numbers as an int64 array; of any integer type, but not of floats."""
    converted = _converted(value, what, help)
    kinds = {np.asarray(item).dtype.kind for item in _leaves(value)}
    if not kinds <= {"i", "u"}:
        raise CheckFailed(f"{what}: expected integers, got {seen(value)}", help)
    if shape is not None and converted.shape != shape:
        raise CheckFailed(f"{what}: expected shape {shape}, got {converted.shape}", help)
    with np.errstate(invalid="ignore"):  # an id past int64 is wrong whatever becomes of it
        return converted.astype(np.int64)


def _converted(value: Any, what: str, help: str) -> np.ndarray:
    try:
        if all(np.asarray(item).dtype.kind in "iuf" for item in _leaves(value)):
            return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        pass
    raise CheckFailed(f"{what}: expected numbers, got {seen(value)}", help)


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


@_answers_fault
def number(value: Any, what: str, help: str = "") -> float:
    """One finite number; an array with a single element counts as one."""
    converted = array(value, what, help=help)
    if converted.size != 1:
        raise CheckFailed(f"{what}: expected one number, got {seen(value)}", help)
    return float(converted.reshape(()))


@_answers_fault
def string(value: Any, what: str, help: str = "") -> str:
    if not isinstance(value, str):
        raise CheckFailed(f"{what}: expected a string, got {seen(value)}", help)
    return value


@_answers_fault
def items(value: Any, what: str, help: str = "") -> list[Any]:
    """The items of a list or tuple; an array counts as the list of its rows."""
    listed = list(value) if isinstance(value, np.ndarray) and value.ndim else value
    if not isinstance(listed, list):
        raise CheckFailed(f"{what}: expected a list, got {seen(value)}", help)
    return listed


@_answers_fault
def sequence(value: Any, length: int, what: str, help: str = "") -> list[Any]:
    """A list or tuple of `length` items; an array counts as the list of its rows."""
    items = list(value) if isinstance(value, np.ndarray) and value.ndim else value
    if not isinstance(items, list) or len(items) != length:
        raise CheckFailed(f"{what}: expected {length} values, got {seen(value)}", help)
    return items


@_answers_fault
def csv_rows(text: str, what: str, help: str = "") -> list[dict[str, str]]:
    """The rows of a CSV file by the columns of its heading; a row that is too short has fewer of them."""
    try:
        lines = csv.reader(io.StringIO(text, newline=""))
        heading = next(lines, [])
        rows = list(itertools.islice(filter(None, lines), MAX_CSV_ROWS + 1))
    except csv.Error as error:
        raise CheckFailed(f"{what} cannot be read as CSV: {error}", help) from error
    if len(rows) > MAX_CSV_ROWS:
        raise CheckFailed(f"{what} has more than {MAX_CSV_ROWS} rows", help)
    if len(rows) * len(heading) > MAX_CSV_FIELDS:
        raise CheckFailed(f"{what} has {len(heading)} columns in {len(rows)} rows", help)
    return [dict(zip(heading, row, strict=False)) for row in rows]


@_answers_fault
def close(
    got: np.ndarray,
    expected: np.ndarray,
    what: str,
    help: str = "",
    mistakes: Mapping[str, Any] | None = None,
) -> None:
    """`got` equals `expected` up to float32 rounding.

    `mistakes` maps what a student may have done to what that would give; the one that fits is named. The message
    quotes the student's first number that is wrong and where it stands, never the expected one.
    """
    if equal(got, expected):
        return
    if got.shape != expected.shape:
        raise CheckFailed(f"{what}: expected shape {expected.shape}, got {got.shape}", help)
    for mistake, outcome in (mistakes or {}).items():
        if equal(got, np.asarray(outcome)):
            raise CheckFailed(f"{what}: the numbers are those you get when {mistake}", help)
    first = tuple(np.argwhere(~_close(got, expected))[0])
    where = f" at {[int(index) for index in first]}" if got.ndim else ""
    raise CheckFailed(f"{what}: {got[first]:.4g}{where} is not what the formula gives", help)


@_answers_fault
def equal(got: np.ndarray, expected: np.ndarray) -> bool:
    """The same shape, and the same numbers up to float32 rounding."""
    return got.shape == expected.shape and bool(_close(got, expected).all())


def _close(got: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return np.asarray(np.isclose(got, expected, rtol=RELATIVE_TOLERANCE, atol=ABSOLUTE_TOLERANCE))


def value_error(ask: Callable[[], Any], what: str, mentions: str = "", help: str = "") -> None:
    """Asking raises ValueError, whose text holds `mentions`."""
    try:
        answer = ask()
    except Raised as raised:
        if raised.type_name == "NotImplementedError":
            raise
        if raised.type_name != "ValueError":
            raise CheckFailed(f"{what}: raised {raised.type_name} instead of ValueError", help) from raised
        if mentions not in raised.text:
            raise CheckFailed(f"{what}: the ValueError does not name {mentions!r}", help) from raised
        return
    raise CheckFailed(f"{what}: expected a ValueError, got {seen(answer)}", help)
