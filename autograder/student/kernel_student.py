"""A submission in a sandboxed kernel. A kernel that dies is started anew and gets back what had run."""

import ast
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.kernel import wire
from autograder.kernel.limits import LIMITS, Limits
from autograder.kernel.nursery import Nursery
from autograder.kernel.session import (
    INSTALL_STAND_INS,
    START_SECONDS,
    CellRun,
    KernelDied,
    KernelSession,
    KernelTimeout,
)
from autograder.student.asking import NotebookStudent
from autograder.student.handle import Crashed, NotPlain, TooSlow

MAX_RESTARTS = 3


class KernelStudent(NotebookStudent):
    """Runs cells and answers questions; `cells` are the student's written cells by grade id.

    `folder` is the submission's own copy of its files, which its code may change. Each of its kernels is forked by
    `nursery`, or runs `warm_up` where it is a cold one.
    """

    def __init__(
        self,
        folder: Path,
        cells: dict[str, str],
        limits: Limits = LIMITS,
        nursery: Nursery | None = None,
        warm_up: str = "",
    ) -> None:
        super().__init__(cells)
        self._folder = folder
        self._limits = limits
        self._nursery = nursery
        self._warm_up = warm_up
        self._done: list[tuple[str, float]] = []  # what a new kernel has to run again: source, seconds
        self._restarts = 0
        self._deadline = time.monotonic() + limits.submission_seconds
        self._room = limits.output
        self._session: KernelSession | None = self._start()

    def _start(self) -> KernelSession:
        """A new kernel. Raises KernelDied."""
        session = KernelSession(self._folder, limits=self._limits, nursery=self._nursery)
        if not session.process.is_warm:
            session.run_cell(self._warm_up, START_SECONDS)
        return session

    def close(self) -> None:
        if self._session:
            self._session.close()
            self._session = None

    def run_cell(self, source: str, timeout: float) -> CellRun:
        """Runs one cell for at most `timeout` seconds; a cell that ends the kernel is left out of what runs again."""
        if self._session is None or self._left() <= 0:
            return CellRun(error=f"not run: {self._why_not()}")
        try:
            room = max(0, min(self._limits.cell_output, self._room))
            run = self._session.run_cell(source, min(timeout, self._left()), room)
        except KernelDied as death:
            self._restart()
            return CellRun(error=str(death))
        self._room -= run.size
        self._done.append((source, timeout))
        return run

    def stand_in(self, source: str, names: tuple[str, ...]) -> None:
        """Puts the functions `names` of the module `source` in the place of the student's.

        Only what these need is sent: the rest of the module may be the answer to a question that is still to come.
        """
        self.run_cell(INSTALL_STAND_INS.format(source=excerpt(source, names), names=names), START_SECONDS)

    def reply(self, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        spoken = f"{asked['name']}()" if asked["op"] == "call" else asked["name"]
        if self._session is None or self._left() <= 0:
            raise Crashed(f"{spoken} was not asked: {self._why_not()}")
        try:
            return self._session.ask(asked, min(seconds, self._left()))
        except wire.BadReply as error:
            raise NotPlain(f"{spoken}: {error}") from error
        except KernelTimeout as error:
            raise TooSlow(f"{spoken} {error}") from error
        except KernelDied as death:
            self._restart()
            raise Crashed(f"{spoken}: {death}") from death

    def _left(self) -> float:
        """Seconds left for this submission."""
        return self._deadline - time.monotonic()

    def _why_not(self) -> str:
        if self._left() <= 0:
            return f"the {self._limits.submission_seconds:g} s for one submission were over"
        return f"the kernel ended {self._restarts + 1} times"

    def _restart(self) -> None:
        """A new kernel with everything run again that had run, while restarts and time are left."""
        self.close()
        while self._session is None and self._restarts < MAX_RESTARTS and self._left() > 0:
            self._restarts += 1
            try:
                self._session = self._start()
                for source, timeout in self._done:
                    if self._left() > 0:
                        self._session.run_cell(source, min(timeout, self._left()))
            except KernelDied:
                self.close()


def excerpt(source: str, names: Iterable[str]) -> str:
    """The module `source` with its imports and constants, and of its functions those that `names` need."""
    module = ast.parse(source)
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    needed: set[str] = set()
    waiting = set(names)
    while waiting:
        needed |= waiting
        used = (node for name in waiting for node in ast.walk(functions[name]) if isinstance(node, ast.Name))
        waiting = {node.id for node in used if node.id in functions} - needed
    module.body = [node for node in module.body if not isinstance(node, ast.FunctionDef) or node.name in needed]
    return ast.unparse(module)
