"""What a check can ask of a submission, and what it may hear instead of an answer.

StudentError
├── NotDefined   the name does not exist in the notebook
├── Raised       the student's code raised an exception
├── TooSlow      the call did not finish in time
├── Crashed      the call ended the kernel
└── NotPlain     the answer broke the wire rules (too large, not plain data)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from autograder.kernel import wire
from autograder.kernel.text import one_line, shortened

CALL_SECONDS = 30.0
MAX_SAID = 2000
MAX_SHOWN = 500
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


@dataclass(frozen=True)
class Handout:
    """What came with the assignment: its files by name, and the texts of its cells as released."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Work:
    """What a submission holds before anything runs, and the handout that it was made from.

    By grade id: `cells`, what the student wrote; `printed`, what cells had printed in the notebook handed in, which
    may be anything.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    printed: Mapping[str, str] = field(default_factory=dict)
    handout: Handout = Handout()


class Student(Protocol):
    """A submission under judgement. Arguments may be plain data, arrays and what `wire` has classes for."""

    @property
    def handout(self) -> Handout:
        """What came with the assignment."""

    def asked_by(self, check: str) -> "Student":
        """The same student; requests from now on are recorded under the name `check`."""

    def call(self, function: str, /, *args: Any, seconds: float = CALL_SECONDS, **kwargs: Any) -> Any:
        """The result of the student's `function` as plain data. Raises StudentError."""

    def update(self, function: str, /, *args: Any, **kwargs: Any) -> tuple[Any, list[Any]]:
        """Calls `function(*args)`; its result, and what the arguments are afterwards. Raises StudentError."""

    def read(self, name: str) -> Any:
        """The value of a variable of the notebook as plain data. Raises StudentError."""

    def file(self, path: str) -> str:
        """The text of a file the submission wrote, by its path in the student's folder. Raises StudentError."""

    def cell(self, grade_id: str) -> str:
        """The source of the student's cell with that grade id, "" when it is missing or untouched."""

    def printed(self, grade_id: str) -> str:
        """What that cell had printed in the notebook handed in, or "". It may be anything."""


def interpret(request: wire.Request, reply: wire.Reply) -> tuple[Any, Any]:
    """The result and the arguments afterwards from a probe's reply. Raises StudentError."""
    spoken, content = request.spoken, reply.content
    why = one_line(reply.why, MAX_SAID)
    if "missing" in content:
        raise NotDefined(f"{request.name} is not defined: {why}" if why else f"{request.name} is not defined")
    if content.get("raised") == "NotImplementedError":
        raise Raised(f"{spoken} is not written yet", "NotImplementedError", "")
    if "raised" in content:
        type_name = one_line(content["raised"], 100)
        said = shortened(content.get("message", ""), MAX_SAID)  # cut first: the pattern takes its square in time
        text = shortened(TENSORFLOW_DECORATION.sub("", said).strip(), MAX_SHOWN)
        message = f"{spoken} raised {type_name}: {text}" if text else f"{spoken} raised {type_name}"
        raise Raised(f"{message} ({why})" if why else message, type_name, text)
    if "too_large" in content or "result" not in content:
        raise NotPlain(f"{spoken} gave an answer too large to read")
    try:
        return wire.decode(content["result"]), wire.decode(content.get("after"))
    except wire.BadReply as error:
        raise NotPlain(f"{spoken}: {error}") from error
