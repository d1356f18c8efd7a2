"""What crosses between the judge and the student's kernel: questions out, untrusted replies in.

A reply is bytes from a process that may lie. It is capped in size, parsed as JSON, and its arrays are read as `.npy`
with `allow_pickle=False` and a fixed list of number types. Nothing on this path evaluates or unpickles.
"""

import base64
import io
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.kernel import probe
from autograder.kernel.text import one_line

MAX_REPLY_BYTES = 4 * 2**20
MAX_ARRAY_ITEMS = 2**20
MAX_DICT_ITEMS = 2**12  # keys can be chosen so that each meets all before it
MAX_DEPTH = 3 * probe.MAX_DEPTH  # a dict on the wire is three levels: the object, its pairs, and each pair


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
    """The reply's JSON object. Raises BadReply when it is too large, not JSON, not Unicode, or not an object."""
    if len(reply) > MAX_REPLY_BYTES:
        raise BadReply(f"the answer has {len(reply)} bytes; at most {MAX_REPLY_BYTES} are read")
    try:
        data = json.loads(reply)
        json.dumps(data, ensure_ascii=False).encode("utf-8")  # halves of surrogate pairs would break what they reach
    except (ValueError, RecursionError) as error:
        raise BadReply("the answer is not readable data") from error
    if not isinstance(data, dict):
        raise BadReply("the answer is not readable data")
    return data


def decode(data: Any, depth: int = 0) -> Any:
    """Plain data from a reply's JSON. Raises BadReply for a tag or an array that breaks the wire rules."""
    if depth > MAX_DEPTH:
        raise BadReply("the answer is nested too deeply")
    if isinstance(data, list):
        return [decode(item, depth + 1) for item in data]
    if not isinstance(data, dict):
        return data
    if len(data) != 1:
        raise BadReply("the answer is not readable data")
    ((tag, content),) = data.items()
    decoder = _DECODERS.get(tag)
    if decoder is None:
        raise BadReply("the answer is not readable data")
    try:
        return decoder(content, depth + 1)
    except BadReply:
        raise
    except Exception as error:  # NumPy lets Python's parser read a header, which may raise nearly anything
        raise BadReply("the answer is not readable data") from error


def _array(content: str, depth: int) -> np.ndarray:
    """The array in `.npy` bytes of format 1.0, which is what numbers and text are saved in."""
    stream = io.BytesIO(base64.b64decode(content))
    if np.lib.format.read_magic(stream) != (1, 0):
        raise BadReply("the answer is not readable data")
    shape, in_columns, dtype = np.lib.format.read_array_header_1_0(stream)
    size = math.prod(shape)
    if dtype.kind not in "biufU" or not 0 <= size <= MAX_ARRAY_ITEMS:
        raise BadReply("the answer holds an array that is too large or not of numbers")
    # Nothing is set aside for what the header says until as many bytes are seen to be there.
    data = stream.read()
    if len(data) != size * dtype.itemsize:
        raise BadReply("the answer is not readable data")
    array = np.ndarray(shape, dtype, data, order="F" if in_columns else "C").copy()
    if dtype.kind == "U":
        "".join(array.ravel().tolist()).encode("utf-8")  # ValueError where it is no text
    return array


def _figure(content: list[Any], depth: int) -> Figure:
    return Figure([_axes(decode(item, depth)) for item in content])


def _axes(drawn: dict[str, Any]) -> Axes:
    series = drawn["series"]
    if not isinstance(series, list) or not all(_is_numbers(one) for one in series):
        raise BadReply("the answer is not readable data")
    return Axes(one_line(drawn["xlabel"], 200), one_line(drawn["ylabel"], 200), series)


def _is_numbers(series: Any) -> bool:
    return isinstance(series, np.ndarray) and series.dtype.kind in "biuf"


def _dict(content: list[Any], depth: int) -> dict[Any, Any]:
    if len(content) > MAX_DICT_ITEMS:
        raise BadReply(f"the answer holds a dict of {len(content)} items; at most {MAX_DICT_ITEMS} are read")
    return {decode(key, depth): decode(value, depth + 2) for key, value in content}


_DECODERS: dict[str, Callable[[Any, int], Any]] = {
    "npy": _array,
    "float": lambda content, depth: float(content),
    "dict": _dict,
    "figure": _figure,
    "other": lambda content, depth: Opaque(one_line(content, 100)),
}
