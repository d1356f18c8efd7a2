"""What crosses between the judge and the student's kernel: questions out, untrusted replies in.

A reply is bytes from a process that may lie. It is capped in size, parsed as JSON, and its arrays are read as `.npy`
with `allow_pickle=False` and a fixed list of number types. Nothing on this path evaluates or unpickles.
"""

import base64
import binascii
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.kernel import probe

MAX_REPLY_BYTES = 4 * 2**20
MAX_ARRAY_ITEMS = 2**20


class BadReply(Exception):
    """The reply is not what the wire rules allow; the message says how."""


@dataclass(frozen=True)
class Variables:
    """Named arrays that reach the student's function as a dict of `tf.Variable`."""

    arrays: dict[str, np.ndarray]


@dataclass(frozen=True)
class Optimizer:
    """A Keras optimizer, made in the student's process."""

    name: str
    settings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Opaque:
    """A result that is not plain data; only the name of its type came across."""

    type_name: str


@dataclass(frozen=True)
class Axes:
    """One matplotlib Axes: its labels and the series of numbers drawn in it."""

    xlabel: str
    ylabel: str
    series: list[np.ndarray]


@dataclass(frozen=True)
class Figure:
    """A matplotlib figure as plain data."""

    axes: list[Axes]


def encode(value: Any) -> Any:
    """An argument as JSON-ready data: plain data, arrays, `Variables`, `Optimizer`, tuples kept as tuples."""
    if isinstance(value, Variables):
        return {"variables": {name: probe.encode(array) for name, array in value.arrays.items()}}
    if isinstance(value, Optimizer):
        return {"optimizer": {"name": value.name, "settings": value.settings}}
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    return probe.encode(value)


def parse(reply: bytes) -> dict[str, Any]:
    """The reply's JSON object. Raises BadReply when it is too large, not JSON, or not an object."""
    if len(reply) > MAX_REPLY_BYTES:
        raise BadReply(f"the answer has {len(reply)} bytes; at most {MAX_REPLY_BYTES} are read")
    try:
        data = json.loads(reply)
    except (ValueError, RecursionError) as error:
        raise BadReply("the answer is not readable data") from error
    if not isinstance(data, dict):
        raise BadReply("the answer is not readable data")
    return data


def decode(data: Any) -> Any:
    """Plain data from a reply's JSON. Raises BadReply for a tag or an array that breaks the wire rules."""
    if isinstance(data, list):
        return [decode(item) for item in data]
    if not isinstance(data, dict):
        return data
    if len(data) != 1:
        raise BadReply("the answer is not readable data")
    ((tag, content),) = data.items()
    decoder = _DECODERS.get(tag)
    if decoder is None:
        raise BadReply("the answer is not readable data")
    try:
        return decoder(content)
    except (
        TypeError,
        ValueError,
        KeyError,
        AttributeError,
        binascii.Error,
        OverflowError,
        EOFError,
    ) as error:
        raise BadReply("the answer is not readable data") from error


def _array(content: str) -> np.ndarray:
    array = np.load(io.BytesIO(base64.b64decode(content)), allow_pickle=False)
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biufU" or array.size > MAX_ARRAY_ITEMS:
        raise BadReply("the answer holds an array that is too large or not of numbers")
    return array


def _figure(content: list[Any]) -> Figure:
    axes = [decode(item) for item in content]
    return Figure([Axes(str(item["xlabel"]), str(item["ylabel"]), item["series"]) for item in axes])


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "npy": _array,
    "float": float,
    "dict": lambda content: {decode(key): decode(value) for key, value in content},
    "figure": _figure,
    "other": lambda content: Opaque(str(content)[:100]),
}
