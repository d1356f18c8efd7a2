"""Conversions from an untrusted answer to something a check can compare. Each raises CheckFailed with what it saw."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.checks.check import CheckFailed
from autograder.kernel.wire import Opaque
from autograder.student.handle import Raised

RELATIVE_TOLERANCE = 2e-4  # float32 against float64 over a few dozen steps, with room for other orders of summation
ABSOLUTE_TOLERANCE = 2e-5


def seen(value: Any) -> str:
    """A short description of an answer, for a message."""
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype} with shape {value.shape}"
    if isinstance(value, Opaque):
        return f"something of type {value.type_name}"
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:57] + '…'}"


def array(value: Any, what: str, shape: tuple[int, ...] | None = None, help: str = "") -> np.ndarray:
    """Numbers as a finite float64 array, of `shape` when given. Accepts arrays, tensors, numbers and nested lists."""
    converted = _converted(value, what, help)
    if shape is not None and converted.shape != shape:
        raise CheckFailed(f"{what}: expected shape {shape}, got {converted.shape}", help)
    if not np.isfinite(converted).all():
        raise CheckFailed(f"{what}: some of the numbers are not finite (nan or infinity)", help)
    return converted


def integers(value: Any, what: str, shape: tuple[int, ...] | None = None, help: str = "") -> np.ndarray:
    """Whole numbers as an int64 array; of any integer type, but not of floats."""
    converted = _converted(value, what, help)
    kinds = {np.asarray(item).dtype.kind for item in _leaves(value)}
    if not kinds <= {"i", "u"}:
        raise CheckFailed(f"{what}: expected int32 ids, got {seen(value)}", help)
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


def number(value: Any, what: str, help: str = "") -> float:
    """One finite number; an array with a single element counts as one."""
    converted = array(value, what, help=help)
    if converted.size != 1:
        raise CheckFailed(f"{what}: expected one number, got {seen(value)}", help)
    return float(converted.reshape(()))


def string(value: Any, what: str, help: str = "") -> str:
    if not isinstance(value, str):
        raise CheckFailed(f"{what}: expected a string, got {seen(value)}", help)
    return value


def sequence(value: Any, length: int, what: str, help: str = "") -> list[Any]:
    """A list or tuple of `length` items; an array counts as the list of its rows."""
    items = list(value) if isinstance(value, np.ndarray) and value.ndim else value
    if not isinstance(items, list) or len(items) != length:
        raise CheckFailed(f"{what}: expected {length} values, got {seen(value)}", help)
    return items


def close(
    got: np.ndarray,
    expected: np.ndarray,
    what: str,
    help: str = "",
    mistakes: Mapping[str, Any] | None = None,
) -> None:
    """`got` equals `expected` up to float32 rounding.

    `mistakes` maps what a student may have done to what that would give; the one that fits is named. The message
    quotes the student's number and where it stands, never the expected one.
    """
    if _equal(got, expected):
        return
    for mistake, outcome in (mistakes or {}).items():
        if _equal(got, np.asarray(outcome)):
            raise CheckFailed(f"{what}: the numbers are those you get when {mistake}", help)
    worst = np.unravel_index(np.argmax(np.abs(got - expected)), got.shape)
    where = f" at {[int(index) for index in worst]}" if got.ndim else ""
    raise CheckFailed(f"{what}: {got[worst]:.4g}{where} is not what the formula gives", help)


def _equal(got: np.ndarray, expected: np.ndarray) -> bool:
    return got.shape == expected.shape and bool(
        np.allclose(got, expected, rtol=RELATIVE_TOLERANCE, atol=ABSOLUTE_TOLERANCE)
    )


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
