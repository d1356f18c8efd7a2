"""A submission in a sandboxed kernel. A kernel that dies is started anew and gets back what had run."""

import ast
import contextlib
import functools
import importlib.metadata
import platform
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.kernel import wire
from autograder.kernel.limits import LIMITS, Limits
from autograder.kernel.nursery import Nursery
from autograder.kernel.preparation import PLAIN, Preparation
from autograder.kernel.session import (
    INSTALL_STAND_INS,
    START_SECONDS,
    CellRun,
    KernelDied,
    KernelSession,
    KernelTimeout,
)
from autograder.kernel.text import one_line
from autograder.student.asking import NotebookStudent
from autograder.student.handle import MAX_SAID, Crashed, NotPlain, TooSlow, Work

MAX_RESTARTS = 3
NOT_DEFINED = re.compile(r"NameError: name '(\w+)' is not defined")
# Errors that the same code raises under one version of a library and not under another.
OF_A_VERSION = re.compile(
    r"module '[^']*' has no attribute|unexpected keyword|not recognized|cannot import name|no longer"
)
NO_NAMES: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownCell:
    """What is known of a cell before it runs: its `name` for messages, and whether a student wrote it.

    The names that it `defines`, and of them those that it `gives`: values that students' cells are not to change.
    """

    name: str
    is_students: bool = False
    defines: tuple[str, ...] = NO_NAMES
    gives: tuple[str, ...] = NO_NAMES


NO_CELL = KnownCell("a cell")


class KernelStudent(NotebookStudent):
    """Runs cells and answers requests.

    `folder` is the submission's own copy of its files, which its code may change. Each of its kernels is forked by
    `nursery`, or does `preparation` where it is a cold one. `libraries` are packages whose versions messages name where
    these may be the cause.
    """

    def __init__(
        self,
        folder: Path,
        work: Work,
        limits: Limits = LIMITS,
        nursery: Nursery | None = None,
        preparation: Preparation = PLAIN,
        libraries: Sequence[str] = (),
    ) -> None:
        super().__init__(work)
        self._folder = folder
        self._limits = limits
        self._nursery = nursery
        self._preparation = preparation
        self._libraries = tuple(libraries)
        self._done: list[tuple[str, float, KnownCell]] = []  # what a new kernel has to run again: source, seconds
        self._given: tuple[str, ...] = ()
        self._ended: dict[str, tuple[KnownCell, str]] = {}  # by the name that it defines: the last such cell, its error
        self._crashed: set[str] = set()  # functions that ended a kernel when they were called
        self._restarts = 0
        self._used = 0.0
        self._deadline = time.monotonic() + limits.far * limits.submission_seconds
        self._room = limits.output
        self.cold = ""  # why a kernel could not be forked, where one should have been
        self._session: KernelSession | None = self._start()

    def _start(self) -> KernelSession:
        """A new kernel. Raises KernelDied."""
        session = KernelSession(self._folder, self._preparation, self._limits, self._nursery)
        self.cold = self.cold or session.process.cold
        try:
            if not session.process.is_warm:
                session.run_cell(self._preparation.warm_up, START_SECONDS)
        except BaseException:
            session.close()
            raise
        return session

    def close(self) -> None:
        if self._session:
            self._session.close()
            self._session = None

    def run_cell(self, source: str, timeout: float, cell: KnownCell = NO_CELL) -> CellRun:
        """Runs one cell for at most `timeout` seconds; a cell that ends the kernel is left out of what runs again."""
        run = self._run_cell(source, timeout, cell)
        if OF_A_VERSION.search(run.error):
            run.error += f" ({graded_with(self._libraries)})"
        self._ended |= dict.fromkeys(cell.defines, (cell, run.error))
        return run

    def _run_cell(self, source: str, timeout: float, cell: KnownCell) -> CellRun:
        if self._session is None or self._left() <= 0:
            return CellRun(error=f"not run: {self._why_not()}")
        try:
            room = max(0, min(self._limits.cell_output, self._room))
            with self._counted(self._session):
                run = self._run(self._session, source, min(timeout, self._left()), cell, room)
        except KernelDied as death:
            self._restart()
            return CellRun(error=str(death))
        self._room -= run.size
        self._done.append((source, timeout, cell))
        return run

    def _run(self, session: KernelSession, source: str, timeout: float, cell: KnownCell, room: int) -> CellRun:
        """Raises KernelDied."""
        if cell.is_students:
            return session.run_students_cell(source, timeout, room, self._given)
        run = session.run_cell(source, timeout, room)
        if cell.gives:
            with contextlib.suppress(KernelTimeout):
                session.keep(cell.gives)
            self._given = tuple(dict.fromkeys([*self._given, *cell.gives]))
        return run

    def stand_in(self, source: str, names: tuple[str, ...]) -> None:
        """Puts the functions `names` of the module `source` in the place of the student's.

        Only what these need is sent: the rest of the module may be the answer to a question that is still to come.
        """
        self.run_cell(INSTALL_STAND_INS.format(source=excerpt(source, names), names=names), START_SECONDS)
        self._crashed -= set(names)

    def reply(self, request: wire.Request, seconds: float) -> wire.Reply:
        spoken = request.spoken
        if self._session is None or self._left() <= 0:
            raise Crashed(f"{spoken} was not evaluated: {self._why_not()}")
        if request.name in self._crashed:  # each crash costs a kernel, and later questions need one
            raise Crashed(f"{spoken} was not called again: an earlier call ended the kernel")
        try:
            with self._counted(self._session):
                return self._explained(self._session.ask(request, min(seconds, self._left())))
        except wire.BadReply as error:
            raise NotPlain(f"{spoken}: {error}") from error
        except KernelTimeout as error:
            raise TooSlow(f"{spoken} {error}") from error
        except KernelDied as death:
            self._crashed.add(request.name)
            self._restart()
            raise Crashed(f"{spoken}: {death}") from death

    def _explained(self, reply: wire.Reply) -> wire.Reply:
        """The reply with a word on why a name is missing, or on the versions that raised."""
        content = reply.content
        if "missing" in content:
            return replace(reply, why=self._why_missing(str(content["missing"])))
        if "raised" in content and OF_A_VERSION.search(str(content.get("message"))[:MAX_SAID]):
            return replace(reply, why=graded_with(self._libraries))
        return reply

    def _why_missing(self, name: str) -> str:
        """How the cell that should define `name` ended. If it lacked another name, also how that name's cell ended."""
        parts: list[str] = []
        told: set[str] = set()
        while name in self._ended and name not in told:
            told.add(name)
            cell, error = self._ended[name]
            parts.append(f"the cell {cell.name} " + (f"stopped ({error})" if error else "ran but does not define it"))
            wanted = NOT_DEFINED.match(error)
            name = wanted[1] if wanted else ""
        return one_line("; ".join(parts), MAX_SAID)

    @contextlib.contextmanager
    def _counted(self, session: KernelSession) -> Iterator[None]:
        """Counts the time that the kernel uses meanwhile as the submission's."""
        before = session.process.clock.seconds
        try:
            yield
        finally:
            self._used += session.process.clock.seconds - before

    def _left(self) -> float:
        """Seconds left for this submission."""
        return self._limits.submission_seconds - self._used if time.monotonic() < self._deadline else 0.0

    def _why_not(self) -> str:
        if self._left() <= 0:
            return f"the submission used up its {self._limits.submission_seconds:g} s"
        return f"the kernel ended {self._restarts + 1} times"

    def _restart(self) -> None:
        """A new kernel with everything run again that had run, while restarts and time are left."""
        self.close()
        while self._session is None and self._restarts < MAX_RESTARTS and self._left() > 0:
            self._restarts += 1
            try:
                self._session = self._start()
                for source, timeout, cell in self._done:
                    if self._left() > 0:
                        with self._counted(self._session):
                            self._run(self._session, source, min(timeout, self._left()), cell, LIMITS.cell_output)
            except KernelDied:
                self.close()


@functools.cache
def graded_with(libraries: tuple[str, ...]) -> str:
    """The Python that grades, and those of the `libraries` that are installed."""
    versions = []
    for library in libraries:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions.append(f"{library} {importlib.metadata.version(library)}")
    return "graded with " + ", ".join([f"Python {platform.python_version()}", *versions])


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
