"""What crosses between the judge and the student's kernel: requests out, untrusted replies in.

A reply is bytes from a process that may lie. It is capped in size, parsed as JSON, and its arrays are read as `.npy`
with `allow_pickle=False` and a fixed list of number types. Nothing on this path evaluates or unpickles. What is read is
bounded by what it costs to walk over it too: an array without items may have 2**60 rows.
"""

import base64
import dataclasses
import functools
import io
import json
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np

from autograder.kernel.inside import probe
from autograder.kernel.text import one_line

MAX_REPLY_BYTES = 4 * 2**20
MAX_ARRAY_ITEMS = 2**20  # and rows, columns and so on, where it has no items
MAX_DIMENSIONS = 16
MAX_STEPS = 2**21  # to walk over all that an answer holds
MAX_DICT_ITEMS = 2**12  # keys can be chosen so that each meets all before it
MAX_DEPTH = 3 * probe.MAX_DEPTH  # a dict on the wire is three levels: the object, its pairs, and each pair


class BadReply(Exception):
    """The reply is not what the wire rules allow; the message says how."""


class Made(ABC):
    """An argument that is no plain data. The lab's maker of its `kind` makes it in the kernel, of its `content`."""

    kind: ClassVar[str]

    @property
    @abstractmethod
    def content(self) -> Any:
        """Plain data, or what can be sent itself."""


@dataclass(frozen=True)
class Opaque:
    """A result that is not plain data; only the name of its type came across."""

    type_name: str


@dataclass(frozen=True)
class Axes:
    """One matplotlib Axes: its labels, the series of numbers drawn in it, and those of which nothing can be seen."""

    xlabel: str
    ylabel: str
    series: list[np.ndarray]
    hidden: list[np.ndarray] = field(default_factory=list)


@dataclass(frozen=True)
class Figure:
    """A matplotlib figure as plain data."""

    axes: list[Axes]


@dataclass(frozen=True)
class Request:
    """What the judge wants of a kernel: to `call` a function, to `read` a variable, or the text of a `file`.

    `args` and `kwargs` are encoded. With `read_back` the reply tells what the arguments are after the call.
    """

    op: Literal["call", "read", "file"]
    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    read_back: bool = False

    @functools.cached_property
    def text(self) -> str:
        """The request as JSON text, the same for equal requests."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True, separators=(",", ":"))

    @property
    def spoken(self) -> str:
        """What it is about, as messages say it."""
        return f"{self.name}()" if self.op == "call" else self.name


@dataclass(frozen=True)
class Reply:
    """The probe's reply: the JSON `text` as it came, and its `content`. `why` is what the grader knows of its cause."""

    text: str
    content: Mapping[str, Any]
    why: str = ""


def call(name: str, args: Sequence[Any], kwargs: Mapping[str, Any], read_back: bool = False) -> Request:
    """The request to call the student's function `name`."""
    encoded = {key: encode(value) for key, value in kwargs.items()}
    return Request("call", name, tuple(map(encode, args)), encoded, read_back)


def encode(value: Any) -> Any:
    """An argument as JSON-ready data: plain data, arrays, what is `Made`, and tuples of these, which stay tuples."""
    if isinstance(value, Made):
        return {"made": [value.kind, encode(value.content)]}
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    return probe.encode(value)


def parse(said: bytes | str, why: str = "") -> Reply:
    """The reply in the JSON text `said`. Raises BadReply when it is too large, not JSON, not Unicode, or no object."""
    if len(said) > MAX_REPLY_BYTES:
        raise BadReply(f"the answer has {len(said)} bytes; at most {MAX_REPLY_BYTES} are read")
    try:
        text = said.encode().decode() if isinstance(said, str) else said.decode()
        content = json.loads(text)
        if "\\u" in text:  # halves of surrogate pairs would break what they reach
            json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadReply("the answer is not readable data") from error
    if not isinstance(content, dict):
        raise BadReply("the answer is not readable data")
    return Reply(text, content, why)


class _Walk:
    """Counts the steps that it takes to walk over an answer. Raises BadReply past MAX_STEPS."""

    def __init__(self) -> None:
        self._steps = 0

    def take(self, steps: int) -> None:
        self._steps += steps
        if self._steps > MAX_STEPS:
            raise BadReply(f"the answer holds more than {MAX_STEPS} values")


def decode(data: Any) -> Any:
    """Plain data from a reply's JSON. Raises BadReply for a tag or an array that breaks the wire rules."""
    return _decode(data, 0, _Walk())


def _decode(data: Any, depth: int, walk: _Walk) -> Any:
    if depth > MAX_DEPTH:
        raise BadReply("the answer is nested too deeply")
    if isinstance(data, list):
        walk.take(len(data))
        return [_decode(item, depth + 1, walk) for item in data]
    if not isinstance(data, dict):
        return data
    if len(data) != 1:
        raise BadReply("the answer is not readable data")
    ((tag, content),) = data.items()
    decoder = _DECODERS.get(tag)
    if decoder is None:
        raise BadReply("the answer is not readable data")
    try:
        return decoder(content, depth + 1, walk)
    except BadReply:
        raise
    except Exception as error:  # NumPy lets Python's parser read a header, which may raise nearly anything
        raise BadReply("the answer is not readable data") from error


def _array(content: str, depth: int, walk: _Walk) -> np.ndarray:
    """The array in `.npy` bytes of format 1.0, which is what numbers and text are saved in."""
    stream = io.BytesIO(base64.b64decode(content))
    if np.lib.format.read_magic(stream) != (1, 0):
        raise BadReply("the answer is not readable data")
    shape, in_columns, dtype = np.lib.format.read_array_header_1_0(stream)
    size = math.prod(shape)
    steps = math.prod(max(1, length) for length in shape)  # by whatever axes it is walked over
    if dtype.kind not in "biufU" or min(shape, default=0) < 0 or max(size, steps) > MAX_ARRAY_ITEMS:
        raise BadReply("the answer holds an array that is too large or not of numbers")
    if len(shape) > MAX_DIMENSIONS:
        raise BadReply(f"the answer holds an array of {len(shape)} dimensions; at most {MAX_DIMENSIONS} are read")
    walk.take(steps)
    # Nothing is set aside for what the header says until as many bytes are seen to be there.
    data = stream.read()
    if len(data) != size * dtype.itemsize:
        raise BadReply("the answer is not readable data")
    array = np.ndarray(shape, dtype, data, order="F" if in_columns else "C").copy()
    if dtype.kind == "U":
        "".join(array.ravel().tolist()).encode("utf-8")  # ValueError where it is no text
    return array


def _figure(content: list[Any], depth: int, walk: _Walk) -> Figure:
    return Figure([_axes(_decode(item, depth, walk)) for item in content])


def _axes(drawn: dict[str, Any]) -> Axes:
    kinds = (drawn["series"], drawn["hidden"])
    if not all(isinstance(series, list) and all(map(_is_numbers, series)) for series in kinds):
        raise BadReply("the answer is not readable data")
    return Axes(one_line(drawn["xlabel"], 200), one_line(drawn["ylabel"], 200), *kinds)


def _is_numbers(series: Any) -> bool:
    return isinstance(series, np.ndarray) and series.dtype.kind in "biuf"


def _dict(content: list[Any], depth: int, walk: _Walk) -> dict[Any, Any]:
    if len(content) > MAX_DICT_ITEMS:
        raise BadReply(f"the answer holds a dict of {len(content)} items; at most {MAX_DICT_ITEMS} are read")
    walk.take(len(content))
    return {_decode(key, depth, walk): _decode(value, depth + 2, walk) for key, value in content}


_DECODERS: dict[str, Callable[[Any, int, _Walk], Any]] = {
    "npy": _array,
    "float": lambda content, depth, walk: float(content),
    "dict": _dict,
    "figure": _figure,
    "other": lambda content, depth, walk: Opaque(one_line(content, 100)),
}
