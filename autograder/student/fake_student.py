"""A student of plain Python functions, for tests of checks: no kernel, no TensorFlow, the same wire."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.kernel import probe, wire
from autograder.student.handle import CALL_SECONDS, NotDefined, interpret, question


class FakeStudent:
    """Answers from `namespace`; `cells` are the written cells by grade id, `files` texts by path.

    `tensorflow` makes the variables and optimizers that checks send, where the real one is not imported.
    """

    def __init__(
        self,
        namespace: Mapping[str, Any],
        cells: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
        tensorflow: Any = None,
    ) -> None:
        self.namespace = dict(namespace)
        self.cells = dict(cells or {})
        self.files = dict(files or {})
        self._tensorflow = tensorflow

    def call(self, function: str, /, *args: Any, seconds: float = CALL_SECONDS, **kwargs: Any) -> Any:
        return self._ask(question("call", function, args, kwargs, read_back=False))[0]

    def update(
        self, function: str, variables: wire.Variables, /, *args: Any, **kwargs: Any
    ) -> tuple[Any, dict[str, np.ndarray]]:
        result, after = self._ask(question("call", function, (variables, *args), kwargs, read_back=True))
        return result, after

    def read(self, name: str) -> Any:
        return self._ask(question("read", name, (), {}, read_back=False))[0]

    def file(self, path: str) -> str:
        if path not in self.files:
            raise NotDefined(f"there is no file {path}")
        return self.files[path]

    def cell(self, grade_id: str) -> str:
        return self.cells.get(grade_id, "")

    def _ask(self, asked: dict[str, Any]) -> tuple[Any, Any]:
        # Through bytes, so that a check meets exactly what a kernel would send.
        sent = json.loads(json.dumps(asked))
        reply = json.dumps(probe.answer(sent, self.namespace, self._tensorflow)).encode()
        return interpret(asked, wire.parse(reply))
