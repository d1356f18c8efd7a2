"""The grader's side of the nursery: starts it, and has it fork kernels."""

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from autograder.kernel.limits import LIMITS, Limits
from autograder.kernel.places import TEMPORARY, new_place
from autograder.kernel.preparation import Preparation
from autograder.kernel.walls import choice, seccomp, view
from autograder.kernel.walls.trust import Trust

START_SECONDS = 120.0
FORK_SECONDS = 20.0
KILL_SECONDS = 10.0
MAX_LAST_WORDS = 4096
INSIDE = Path(__file__).parent / "inside"
FORK_SOURCE = (INSIDE / "fork.py").read_text(encoding="utf-8")
LAUNCH_SOURCE = (INSIDE / "launch.py").read_text(encoding="utf-8")


class NurseryUnavailable(Exception):
    """No kernel can be forked here; the message says why, in one line."""


@dataclass(frozen=True)
class Request:
    """What a forked kernel is to be: files, home, arguments, connection file, and listening sockets by port."""

    folder: Path
    home: Path
    argv: list[str]
    connection_file: str
    listeners: dict[int, int]
    log: int
    limits: Limits


def last_line(log: IO[bytes]) -> str:
    """The last line that a process wrote to `log`, which is of use when it did not start."""
    end = os.fstat(log.fileno()).st_size
    words = os.pread(log.fileno(), MAX_LAST_WORDS, max(0, end - MAX_LAST_WORDS)).decode(errors="replace").strip()
    return words.splitlines()[-1] if words else "it printed nothing"


class ForkedProcess:
    """The first process of a forked kernel's namespaces; with it everything in them ends."""

    def __init__(self, pidfd: int, life: int) -> None:
        self._pidfd = pidfd
        self._life = life
        fields = dict(line.split(":", 1) for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines())
        self.pid = int(fields["Pid"])

    def is_alive(self) -> bool:
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._pidfd, 0)
            return True
        return False

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Waits until everything is ended."""
        select.select([self._pidfd], [], [], KILL_SECONDS)
        os.close(self._pidfd)
        os.close(self._life)


class Nursery:
    """A process that has done `preparation` and forks kernels from there, each in a sandbox of its own.

    Raises NurseryUnavailable if there can be none. A cold kernel then does the same, more slowly.
    """

    def __init__(self, preparation: Preparation, limits: Limits = LIMITS) -> None:
        self._wall = choice.wall()
        if isinstance(self._wall, Trust):
            raise NurseryUnavailable("the submissions are trusted and run without a wall")
        try:
            program = seccomp.program()
        except seccomp.SeccompUnavailable as problem:
            raise NurseryUnavailable(f"there is no system-call filter: {problem}") from problem
        self._one_at_a_time = threading.Lock()
        self._filter = base64.b64encode(program).decode("ascii")
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._log = tempfile.TemporaryFile(dir=TEMPORARY)  # noqa: SIM115 - open for as long as the process
        self._place = new_place("nursery") if self._wall.on_disk else None
        place = str(self._place) if self._place else ""
        settings = {"control": inner.fileno(), "launch": LAUNCH_SOURCE, "warm_up": preparation.warm_up, "place": place}
        argv = [sys.executable, "-s", "-c", FORK_SOURCE, json.dumps(settings)]
        home = self._wall.home(self._place or Path("/"), self._place or Path("/"))
        environment = view.environment(home, self._wall.temporary(home), preparation)
        with inner:
            self._process = subprocess.Popen(
                self._wall.nursery(argv, environment, limits),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
                pass_fds=[inner.fileno()],
            )
        self.pid = self._process.pid
        try:
            self._answer(START_SECONDS)
        except NurseryUnavailable:
            self.close()
            raise

    def fork(self, request: Request) -> ForkedProcess:
        """A new kernel, already on its own. Raises NurseryUnavailable."""
        folder = os.open(request.folder, os.O_RDONLY | os.O_DIRECTORY)
        life, held = os.pipe()  # open at the grader's end for as long as the grader lives
        message = {
            "home": str(request.home),
            "limits": request.limits.as_rlimits(),
            "argv": request.argv,
            "connection_file": request.connection_file,
            "connection": Path(request.connection_file).read_text(encoding="utf-8"),
            "ports": [str(port) for port in request.listeners],
            "filter": self._filter,
            **self._wall.inside(request.home, request.connection_file, request.limits),
        }
        descriptors = [folder, request.log, life, *request.listeners.values()]
        try:
            with self._one_at_a_time:
                socket.send_fds(self._control, [json.dumps(message).encode()], descriptors)
                return ForkedProcess(self._answer(FORK_SECONDS)[0], held)
        except (NurseryUnavailable, OSError) as error:
            os.close(held)
            raise NurseryUnavailable(str(error)) from error
        finally:
            os.close(folder)
            os.close(life)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def _answer(self, seconds: float) -> list[int]:
        """The descriptors that come with an answer that all is well."""
        self._control.settimeout(seconds)
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, 4096, 1)
        except TimeoutError:
            self.close()  # its answer would be taken for the one to the next request
            raise NurseryUnavailable(f"the nursery did not answer in {seconds:g} s") from None
        if not message:
            raise NurseryUnavailable(f"the nursery ended: {last_line(self._log)}")
        problem = json.loads(message).get("problem")
        if problem:
            raise NurseryUnavailable(problem)
        return descriptors

    def close(self) -> None:
        """Ends the nursery; kernels that it forked go on until they are ended. May be called again."""
        self._control.close()
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._log.close()
        if self._place:
            shutil.rmtree(self._place, ignore_errors=True)
