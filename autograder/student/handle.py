"""What a check can ask of a submission, and what it may hear instead of an answer.

StudentError
├── NotDefined   the name does not exist in the notebook
├── Raised       the student's code raised an exception
├── TooSlow      the call did not finish in time
├── Crashed      the call ended the kernel
└── NotPlain     the answer broke the wire rules (too large, not plain data)
"""

import re
from typing import Any, Protocol

import numpy as np

from autograder.kernel import wire
from autograder.kernel.text import clean, one_line

CALL_SECONDS = 30.0
MAX_SAID = 2000
TENSORFLOW_DECORATION = re.compile(r"\{\{.*?\}\}|\[Op:\w+\] name:")  # where in TensorFlow's own code it was noticed


class StudentError(Exception):
    """The submission gave no usable answer; the message is written for the student."""


class NotDefined(StudentError):
    pass


class Raised(StudentError):
    """The student's code raised `type_name` with `text`."""

    def __init__(self, message: str, type_name: str, text: str) -> None:
        super().__init__(message)
        self.type_name = type_name
        self.text = text


class TooSlow(StudentError):
    pass


class Crashed(StudentError):
    pass


class NotPlain(StudentError):
    pass


class Student(Protocol):
    """A submission under judgement. Arguments may be plain data, arrays, `wire.Variables` and `wire.Optimizer`."""

    def call(self, function: str, /, *args: Any, seconds: float = CALL_SECONDS, **kwargs: Any) -> Any:
        """The result of the student's `function` as plain data. Raises StudentError."""

    def update(
        self, function: str, variables: wire.Variables, /, *args: Any, **kwargs: Any
    ) -> tuple[Any, dict[str, np.ndarray]]:
        """Calls `function(variables, *args)`; its result, and the values of the variables afterwards."""

    def read(self, name: str) -> Any:
        """The value of a variable of the notebook as plain data. Raises StudentError."""

    def file(self, path: str) -> str:
        """The text of a file the submission wrote, by its path in the student's folder. Raises StudentError."""

    def cell(self, grade_id: str) -> str:
        """The source of the student's cell with that grade id, "" when it is missing or untouched."""


def question(op: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], read_back: bool) -> dict[str, Any]:
    """One question in the form the probe reads; also what is kept as evidence."""
    return {
        "op": op,
        "name": name,
        "args": [wire.encode(arg) for arg in args],
        "kwargs": {key: wire.encode(value) for key, value in kwargs.items()},
        "read_back": read_back,
    }


def interpret(asked: dict[str, Any], reply: dict[str, Any]) -> tuple[Any, Any]:
    """The result and the variables afterwards from a probe's reply. Raises StudentError."""
    name = asked["name"]
    spoken = f"{name}()" if asked["op"] == "call" else name
    if "missing" in reply:
        raise NotDefined(f"{name} is not defined")
    if reply.get("raised") == "NotImplementedError":
        raise Raised(f"{spoken} is not written yet", "NotImplementedError", "")
    if "raised" in reply:
        type_name = one_line(reply["raised"], 100)
        said = str(reply.get("message", ""))[:MAX_SAID]  # cut first: the pattern takes its square in time
        text = clean(TENSORFLOW_DECORATION.sub("", said)[:500].strip())
        raise Raised(
            f"{spoken} raised {type_name}: {text}" if text else f"{spoken} raised {type_name}",
            type_name,
            text,
        )
    if "too_large" in reply or "result" not in reply:
        raise NotPlain(f"{spoken} gave an answer that is too large to read")
    try:
        return wire.decode(reply["result"]), wire.decode(reply.get("after"))
    except wire.BadReply as error:
        raise NotPlain(f"{spoken}: {error}") from error
