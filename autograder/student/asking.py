"""A student that turns each of a check's wishes into one question, and each reply into plain data or an error."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.kernel import wire
from autograder.student.handle import CALL_SECONDS, NotPlain, interpret, question


class AskingStudent(ABC):
    """A `Student` that only has to say how a question is replied to; `cells` are the written cells by grade id."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = dict(cells)

    @abstractmethod
    def reply(self, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The probe's reply to `asked`, a question as `handle.question` makes it. Raises StudentError."""

    def call(self, function: str, /, *args: Any, seconds: float = CALL_SECONDS, **kwargs: Any) -> Any:
        return self._ask(question("call", function, args, kwargs, read_back=False), seconds)[0]

    def update(
        self, function: str, variables: wire.Variables, /, *args: Any, **kwargs: Any
    ) -> tuple[Any, dict[str, np.ndarray]]:
        asked = question("call", function, (variables, *args), kwargs, read_back=True)
        result, after = self._ask(asked, CALL_SECONDS)
        if not isinstance(after, dict):
            raise NotPlain(f"{function}() left no readable variables")
        return result, after

    def read(self, name: str) -> Any:
        return self._ask(question("read", name, (), {}, read_back=False), CALL_SECONDS)[0]

    def file(self, path: str) -> str:
        text = self._ask(question("file", path, (), {}, read_back=False), CALL_SECONDS)[0]
        if not isinstance(text, str):
            raise NotPlain(f"{path} is no text")
        return text

    def cell(self, grade_id: str) -> str:
        return self.cells.get(grade_id, "")

    def _ask(self, asked: dict[str, Any], seconds: float) -> tuple[Any, Any]:
        return interpret(asked, self.reply(asked, seconds))


class NotebookStudent(AskingStudent):
    """A student whose functions can be replaced by the lab's own once they are judged wrong."""

    @abstractmethod
    def stand_in(self, source: str, names: tuple[str, ...]) -> None:
        """Puts the functions `names` of the module `source` in the place of the student's."""
