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

from autograder.kernel import sandbox, seccomp
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
    """A kernel with a copy of `folder` as its home: forked by `nursery` where there is one that can, else a cold one.

    `ended_by` says why the watch ended it, or is "".
    """

    def __init__(self, folder: Path, threads: int, limits: Limits, nursery: Nursery | None = None) -> None:
        # Unix socket names end at 107 bytes, so the folder is made close to the root.
        self.sockets = Path(tempfile.mkdtemp(prefix=f"lab-{os.getpid()}-", dir="/tmp"))
        self.ended_by = ""
        self._limits = limits
        self._grader_bytes = psutil.Process().memory_info().rss
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - open for as long as the process
        try:
            with contextlib.ExitStack() as inherited:
                self.connection_file, listeners = _listen(self.sockets, inherited)
                self._process = self._fork(folder, listeners, nursery) or self._start(folder, listeners, threads)
        except BaseException:
            self._clean_up()
            raise
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._keep_watch, daemon=True)
        self._watch.start()

    @property
    def pid(self) -> int:
        """Of the first process of the sandbox, below which the kernel is."""
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
        try:
            return nursery.fork(Request(folder, self._arguments, connection, listeners, log, self._limits))
        except NurseryUnavailable:
            return None

    def _start(self, folder: Path, listeners: dict[int, int], threads: int) -> ColdProcess:
        submission, home = (folder, folder) if sandbox.trusted() else (sandbox.SUBMISSION, sandbox.HOME)
        environment = sandbox.thread_variables(threads)
        folders = {"submission": str(submission), "home": str(home)}
        settings = {"limits": self._limits.as_rlimits(), "listeners": listeners, **folders}
        argv = [sys.executable, "-s", "-c", LAUNCH_SOURCE, json.dumps(settings), *self._arguments]
        with contextlib.ExitStack() as inherited:
            rules = _descriptor(seccomp.program(), inherited)
            if not sandbox.trusted():
                argv = sandbox.command(argv, folder, self.connection_file, environment, self._limits, rules)
            descriptors = [*listeners.values(), *([] if rules is None else [rules])]
            return ColdProcess(argv, sandbox.ENVIRONMENT | environment | {"HOME": str(home)}, self._log, descriptors)

    def _keep_watch(self) -> None:
        """Ends the process when it holds more than a submission may, which no single limit of the system says."""
        while not self._over.wait(WATCH_SECONDS) and self.is_alive():
            self.ended_by = self._excess()
            if self.ended_by:
                self._process.kill()
                return

    def _excess(self) -> str:
        limits = self._limits
        if psutil.Process().memory_info().rss > self._grader_bytes + MAX_GROWTH:
            return "it sent more than the grader can keep"
        memory = threads = files = 0
        try:
            children = psutil.Process(self._process.pid).children(recursive=True)
        except psutil.Error:
            return ""
        for child in children:
            with contextlib.suppress(psutil.Error, OSError):  # it may end at any moment
                memory += child.memory_info().rss
                threads += child.num_threads()
                files = max(files, sandbox.files_made(child.pid))
        if memory > limits.memory:
            return f"it used more than {limits.memory // MIB} MiB of memory"
        if len(children) > limits.processes:
            return f"it started more than {limits.processes} processes"
        if threads > limits.threads:
            return f"it started more than {limits.threads} threads"
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
        shutil.rmtree(self.sockets, ignore_errors=True)


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


def _descriptor(program: bytes | None, stack: contextlib.ExitStack) -> int | None:
    """A descriptor from which `program` can be read once, open while the stack is."""
    if program is None:
        return None
    descriptor = os.memfd_create("seccomp")
    stack.callback(os.close, descriptor)
    os.write(descriptor, program)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
