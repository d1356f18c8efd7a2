"""A kernel process in its sandbox: start, watch, end.

Grader and kernel speak through Unix sockets that the grader makes and the kernel inherits, so nothing of the machine
can be written from inside, and no name inside leads to where the grader connects.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

import psutil
import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

from autograder.kernel.limits import MIB, Limits
from autograder.kernel.nursery import (
    KILL_SECONDS,
    LAUNCH_SOURCE,
    ForkedProcess,
    Nursery,
    NurseryUnavailable,
    Request,
    last_line,
)
from autograder.kernel.places import TEMPORARY, new_place
from autograder.kernel.preparation import Preparation
from autograder.kernel.processor import Clock
from autograder.kernel.walls import choice, seccomp, view
from autograder.kernel.walls.trust import Trust

MAX_MESSAGE_BYTES = 8 * MIB  # a larger message ends the connection before it is in memory
MAX_WAITING_MESSAGES = 16
WATCH_SECONDS = 0.25
# By how much the grader may grow beside a kernel: ZeroMQ limits a message's parts, and not how many of them it keeps.
MAX_GROWTH = 512 * MIB
CHANNELS = ("shell", "iopub", "stdin", "control")


class ColdProcess:
    """A kernel that starts from nothing: an `ipykernel` of this Python in a new sandbox."""

    def __init__(self, argv: list[str], environment: dict[str, str], log: IO[bytes], inherited: list[int]) -> None:
        self._process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
            pass_fds=inherited,
        )
        self.pid = self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends the sandbox, and with its pid namespace everything in it."""
        if self.is_alive():
            os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        self._process.wait(KILL_SECONDS)


class KernelProcess:
    """A kernel with a copy of `folder` as its home. `nursery` forks it; without one, or if that fails, it is cold.

    `ended_by` says why the watch ended it, and `cold` why it could not be forked, or they are "". `clock` counts the
    time that it uses.
    """

    def __init__(self, folder: Path, preparation: Preparation, limits: Limits, nursery: Nursery | None = None) -> None:
        self.wall = choice.wall()
        self.place = new_place()
        self._home = self.wall.home(folder, self.place)
        self.ended_by = self.cold = ""
        self.clock = Clock(longest=4 * WATCH_SECONDS)
        self._limits = limits
        self._grader_bytes = psutil.Process().memory_info().rss
        self._log = tempfile.TemporaryFile(dir=TEMPORARY)  # noqa: SIM115 - open for as long as the process
        try:
            self.place.chmod(0o711)  # a kernel with an account of its own has its home in there
            with contextlib.ExitStack() as inherited:
                self.connection_file, listeners = _listen(self.place, inherited)
                self._process = self._fork(folder, listeners, nursery) or self._start(folder, listeners, preparation)
        except BaseException:
            self._clean_up()
            raise
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._keep_watch, daemon=True)
        self._watch.start()

    @property
    def pid(self) -> int:
        """The process id of the sandbox's first process. The kernel is below it."""
        return self._process.pid

    @property
    def is_warm(self) -> bool:
        return isinstance(self._process, ForkedProcess)

    @property
    def _arguments(self) -> list[str]:
        return ["-f", self.connection_file, "--HistoryManager.enabled=False", "--matplotlib=inline"]

    def _fork(self, folder: Path, listeners: dict[int, int], nursery: Nursery | None) -> ForkedProcess | None:
        if nursery is None:
            return None
        connection, log = self.connection_file, self._log.fileno()
        request = Request(folder, self._home, self._arguments, connection, listeners, log, self._limits)
        try:
            return nursery.fork(request)
        except NurseryUnavailable as problem:
            self.cold = str(problem)
            return None

    def _start(self, folder: Path, listeners: dict[int, int], preparation: Preparation) -> ColdProcess:
        home, limits = self._home, self._limits
        environment = view.environment(home, self.wall.temporary(home), preparation)
        settings = {
            "limits": limits.as_rlimits(),
            "listeners": listeners,
            "submission": str(self.wall.submission(folder)),
            "home": str(home),
            **self.wall.inside(home, self.connection_file, limits),
        }
        argv = [sys.executable, "-s", "-c", LAUNCH_SOURCE, json.dumps(settings), *self._arguments]
        with contextlib.ExitStack() as inherited:
            if isinstance(self.wall, Trust):
                return ColdProcess(argv, environment, self._log, [*listeners.values()])
            rules = _descriptor(seccomp.program(), inherited)
            argv = self.wall.cold(argv, folder, self.connection_file, environment, limits, rules)
            return ColdProcess(argv, environment, self._log, [*listeners.values(), rules])

    def _keep_watch(self) -> None:
        """Ends the process when it holds more than a submission may, which no single limit of the system says."""
        while not self._over.wait(WATCH_SECONDS) and self.is_alive():
            tree = self._tree()
            self.clock.look(tree)
            self.ended_by = self._excess(tree)
            if self.ended_by:
                self._process.kill()
                return

    def _tree(self) -> list[psutil.Process]:
        """The processes of the sandbox, those in which a submission runs."""
        with contextlib.suppress(psutil.Error):
            first = psutil.Process(self._process.pid)
            return first.children(recursive=True) or [first]
        return []

    def _excess(self, tree: list[psutil.Process]) -> str:
        limits = self._limits
        if psutil.Process().memory_info().rss > self._grader_bytes + MAX_GROWTH:
            return "it sent more than the grader can keep"
        memory = threads = files = size = 0
        for child in tree:
            with contextlib.suppress(psutil.Error, OSError):  # it may end at any moment
                memory += child.memory_info().rss
                threads += child.num_threads()
                held = self.wall.held(child.pid, self._home)
                files, size = max(files, held.files), max(size, held.bytes)
        if memory > limits.memory:
            return f"it used more than {limits.memory // MIB} MiB of memory"
        if len(tree) > limits.processes:
            return f"it started more than {limits.processes} processes"
        if threads > limits.threads:
            return f"it started more than {limits.threads} threads"
        if size > limits.temporary:
            return f"its files take more than {limits.temporary // MIB} MiB"
        if files > limits.files:
            return f"it made more than {limits.files} files"
        return ""

    def client(self) -> BlockingKernelClient:
        """A client with open channels; the caller waits for the kernel's first answer."""
        context = zmq.Context()
        context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE_BYTES)
        context.setsockopt(zmq.RCVHWM, MAX_WAITING_MESSAGES)
        client = BlockingKernelClient(connection_file=self.connection_file, context=context)
        client.load_connection_file()
        client.start_channels(hb=False, stdin=False)
        return client

    def last_words(self) -> str:
        """The last line the process wrote to its standard output, which is of use when it did not start."""
        return last_line(self._log)

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        """Ends everything in the sandbox. May be called again."""
        if self._over.is_set():
            return
        self._over.set()
        self._process.kill()
        self._process.close()
        self._watch.join(KILL_SECONDS)
        self._clean_up()

    def _clean_up(self) -> None:
        self._log.close()
        shutil.rmtree(self.place, ignore_errors=True)


def _listen(folder: Path, stack: contextlib.ExitStack) -> tuple[str, dict[int, int]]:
    """A connection file for sockets in `folder`, and those sockets' descriptors by port, open while the stack is."""
    address = str(folder / "s")
    path, settings = write_connection_file(str(folder / "c.json"), ip=address, transport="ipc", kernel_name="python3")
    listeners = {}
    for channel in CHANNELS:
        port = settings[f"{channel}_port"]  # type: ignore[literal-required]
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(f"{address}-{port}")
        listener.listen()
        listeners[port] = listener.fileno()
    return path, listeners


def _descriptor(program: bytes, stack: contextlib.ExitStack) -> int:
    """A descriptor from which `program` can be read once, open while the stack is."""
    descriptor = os.memfd_create("seccomp")
    stack.callback(os.close, descriptor)
    os.write(descriptor, program)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
