"""A student of plain Python functions, for tests of checks: no kernel, no TensorFlow, the same wire."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from autograder.kernel import wire
from autograder.kernel.inside import probe
from autograder.student.asking import AskingStudent
from autograder.student.handle import Work


class FakeStudent(AskingStudent):
    """Answers from `namespace`; `files` are texts by path.

    `makers` make what checks send beside plain data, by kind, as the lab's own do in a kernel.
    """

    def __init__(
        self,
        namespace: Mapping[str, Any],
        work: Work | None = None,
        files: Mapping[str, str] | None = None,
        makers: Mapping[str, Callable[[Any], Any]] = probe.NO_MAKERS,
    ) -> None:
        super().__init__(work or Work())
        self.namespace = dict(namespace)
        self.files = dict(files or {})
        self.makers = makers

    def reply(self, request: wire.Request, seconds: float) -> wire.Reply:
        # Through text, so that a check meets exactly what a kernel would send.
        return wire.parse(json.dumps(self._answer(request)))

    def _answer(self, request: wire.Request) -> dict[str, Any]:
        if request.op != "file":
            return probe.answer(json.loads(request.text), self.namespace, self.makers)
        if request.name not in self.files:
            return {"raised": "FileNotFoundError", "message": f"there is no file {request.name}"}
        return {"result": self.files[request.name], "after": None}
