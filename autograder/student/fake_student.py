"""A student of plain Python functions, for tests of checks: no kernel, no TensorFlow, the same wire."""

import json
from collections.abc import Mapping
from typing import Any

from autograder.kernel import probe, wire
from autograder.student.asking import AskingStudent


class FakeStudent(AskingStudent):
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
        super().__init__(cells or {})
        self.namespace = dict(namespace)
        self.files = dict(files or {})
        self._tensorflow = tensorflow

    def reply(self, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        if asked["op"] == "file":
            if asked["name"] not in self.files:
                return {"raised": "FileNotFoundError", "message": f"there is no file {asked['name']}"}
            return {"result": self.files[asked["name"]], "after": None}
        # Through bytes, so that a check meets exactly what a kernel would send.
        sent = json.loads(json.dumps(asked))
        return wire.parse(json.dumps(probe.answer(sent, self.namespace, self._tensorflow)).encode())
