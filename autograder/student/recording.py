"""What was asked of a student and what was heard, kept as it was said."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from autograder.kernel.text import clean
from autograder.student.asking import AskingStudent
from autograder.student.handle import StudentError

MAX_REPLY_BYTES = 256 * 2**10
MAX_NAME = 100
MAX_MESSAGE = 2000  # more than a verdict shows
MAX_TOTAL_BYTES = 16 * 2**20  # of all that is kept of one submission, which decides on the size of some questions too


@dataclass(frozen=True)
class Exchange:
    """A question and its reply, both as JSON text, so that no depth of nesting in them is met before they are read.

    `check` is the one that asked, "" for a note to the grader; `seconds` is the time it allowed. Of a reply too large
    to keep there are `sha256` and `size` in bytes. Where there was none, `error` names the StudentError raised.
    """

    check: str
    question: str
    seconds: float
    reply: str = ""
    sha256: str = ""
    size: int = 0
    error: str = ""
    message: str = ""


@dataclass(frozen=True)
class Section:
    """What was asked for one graded question or answer `of`, in order, while `stand_ins` were in force."""

    of: str
    stand_ins: tuple[str, ...]
    exchanges: tuple[Exchange, ...]


class Recorder:
    """Collects the exchanges of one submission, whole as long as there is room."""

    def __init__(self) -> None:
        self._exchanges: list[Exchange] = []
        self._room = MAX_TOTAL_BYTES

    def take(self) -> tuple[Exchange, ...]:
        """What was recorded since the last call."""
        taken, self._exchanges = tuple(self._exchanges), []
        return taken

    def replied(self, check: str, asked: dict[str, Any], seconds: float, reply: dict[str, Any]) -> None:
        question = self._question(asked)
        try:
            text = json.dumps(reply)
        except RecursionError:  # nested so deeply that no check can read it either
            text = ""
        size = len(text)
        if 0 < size <= min(MAX_REPLY_BYTES, self._room):
            self._room -= size
            self._exchanges.append(Exchange(check, question, seconds, text))
        else:
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            self._exchanges.append(Exchange(check, question, seconds, sha256=sha256, size=size))

    def failed(self, check: str, asked: dict[str, Any], seconds: float, error: StudentError) -> None:
        question = self._question(asked)
        name, message = type(error).__name__, clean(error, MAX_MESSAGE)
        self._exchanges.append(Exchange(check, question, seconds, error=name, message=message))

    def _question(self, asked: dict[str, Any]) -> str:
        """The question's text; past the room its arguments are left out, and it answers to no question any more."""
        text = question_text(asked)
        if len(text) > self._room:
            return question_text({"op": asked["op"], "name": asked["name"][:MAX_NAME], "left_out": len(text)})
        self._room -= len(text)
        return text


def question_text(asked: dict[str, Any]) -> str:
    """The question as JSON text, the same for equal questions."""
    return json.dumps(asked, sort_keys=True, separators=(",", ":"))


class RecordingStudent(AskingStudent):
    """Passes the questions of `check` on to `student`, and what is heard to `recorder`."""

    def __init__(self, student: AskingStudent, recorder: Recorder, check: str) -> None:
        super().__init__(student.cells)
        self._student = student
        self._recorder = recorder
        self._check = check

    def reply(self, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        try:
            reply = self._student.reply(asked, seconds)
        except StudentError as error:
            self._recorder.failed(self._check, asked, seconds, error)
            raise
        self._recorder.replied(self._check, asked, seconds, reply)
        return reply
