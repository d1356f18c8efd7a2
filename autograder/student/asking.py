"""A student that turns each of a check's wishes into one request, and each reply into plain data or an error."""

from abc import ABC, abstractmethod
from typing import Any

from autograder.kernel.wire import Reply, Request, call
from autograder.student.handle import CALL_SECONDS, Handout, NotPlain, Student, Work, interpret


class AskingStudent(ABC):
    """A `Student` that only has to say how a request is replied to."""

    def __init__(self, work: Work) -> None:
        self.work = work

    @property
    def handout(self) -> Handout:
        return self.work.handout

    @abstractmethod
    def reply(self, request: Request, seconds: float) -> Reply:
        """The probe's reply to the request. Raises StudentError."""

    def asked_by(self, check: str) -> Student:
        return self

    def call(self, function: str, /, *args: Any, seconds: float = CALL_SECONDS, **kwargs: Any) -> Any:
        return self._ask(call(function, args, kwargs), seconds)[0]

    def update(self, function: str, /, *args: Any, **kwargs: Any) -> tuple[Any, list[Any]]:
        result, after = self._ask(call(function, args, kwargs, read_back=True), CALL_SECONDS)
        if not isinstance(after, list) or len(after) != len(args):
            raise NotPlain(f"the arguments of {function}() cannot be read after the call")
        return result, after

    def read(self, name: str) -> Any:
        return self._ask(Request("read", name), CALL_SECONDS)[0]

    def file(self, path: str) -> str:
        text = self._ask(Request("file", path), CALL_SECONDS)[0]
        if not isinstance(text, str):
            raise NotPlain(f"{path} is not a text file")
        return text

    def cell(self, grade_id: str) -> str:
        return self.work.cells.get(grade_id, "")

    def printed(self, grade_id: str) -> str:
        return self.work.printed.get(grade_id, "")

    def _ask(self, request: Request, seconds: float) -> tuple[Any, Any]:
        return interpret(request, self.reply(request, seconds))


class NotebookStudent(AskingStudent):
    """A student whose functions can be replaced by the lab's own once they are judged wrong."""

    @abstractmethod
    def stand_in(self, source: str, names: tuple[str, ...]) -> None:
        """Puts the functions `names` of the module `source` in the place of the student's."""
