"""Requests to a student and the replies, recorded as they were."""

import hashlib
import json
from dataclasses import dataclass

from autograder.kernel.text import clean
from autograder.kernel.wire import Reply, Request
from autograder.student.asking import AskingStudent
from autograder.student.handle import StudentError

MAX_REPLY_BYTES = 256 * 2**10
MAX_NAME = 100
MAX_MESSAGE = 2000  # more than a verdict shows
MAX_TOTAL_BYTES = 16 * 2**20  # of all that is kept of one submission, which decides on the size of some questions too


@dataclass(frozen=True)
class Exchange:
    """A request and its reply, both as JSON text, so that no depth of nesting in them is met before they are read.

    `check` is the one that asked, "" for a note to the grader; `seconds` is the time it allowed, and `why` what the
    grader added to the reply. Of a reply too large to keep there are `sha256` and `size` in bytes. Where there was
    none, `error` names the StudentError raised.
    """

    check: str
    request: str
    seconds: float
    reply: str = ""
    sha256: str = ""
    size: int = 0
    error: str = ""
    message: str = ""
    why: str = ""


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

    @property
    def has_any(self) -> bool:
        """Whether anything was recorded since the last `take`."""
        return bool(self._exchanges)

    def take(self) -> tuple[Exchange, ...]:
        """What was recorded since the last call."""
        taken, self._exchanges = tuple(self._exchanges), []
        return taken

    def replied(self, check: str, request: Request, seconds: float, reply: Reply) -> None:
        asked = self._request(request)
        data = reply.text.encode()
        if len(data) <= min(MAX_REPLY_BYTES, self._room):
            self._room -= len(data)
            self._exchanges.append(Exchange(check, asked, seconds, reply.text, why=reply.why))
        else:
            sha256 = hashlib.sha256(data).hexdigest()
            self._exchanges.append(Exchange(check, asked, seconds, sha256=sha256, size=len(data)))

    def failed(self, check: str, request: Request, seconds: float, error: StudentError) -> None:
        asked = self._request(request)
        name, message = type(error).__name__, clean(error, MAX_MESSAGE)
        self._exchanges.append(Exchange(check, asked, seconds, error=name, message=message))

    def _request(self, request: Request) -> str:
        """The request's text. Past the room its arguments are left out, and it cannot be replayed."""
        text = request.text
        if len(text) > self._room:
            return json.dumps({"op": request.op, "name": request.name[:MAX_NAME], "left_out": len(text)})
        self._room -= len(text)
        return text


class RecordingStudent(AskingStudent):
    """Passes requests on to `student`, and tells `recorder` what `check` asked and what it heard."""

    def __init__(self, student: AskingStudent, recorder: Recorder, check: str = "") -> None:
        super().__init__(student.work)
        self._student = student
        self._recorder = recorder
        self._check = check

    def asked_by(self, check: str) -> "RecordingStudent":
        return RecordingStudent(self._student, self._recorder, check)

    def reply(self, request: Request, seconds: float) -> Reply:
        try:
            reply = self._student.reply(request, seconds)
        except StudentError as error:
            self._recorder.failed(self._check, request, seconds, error)
            raise
        self._recorder.replied(self._check, request, seconds, reply)
        return reply
