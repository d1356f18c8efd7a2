"""A kernel process in its sandbox: start, watch, end. It speaks through Unix sockets in a folder of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil
import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

from autograder.kernel import sandbox, seccomp
from autograder.kernel.limits import LIMITS

MAX_MESSAGE_BYTES = 8 * 2**20  # a larger message ends the connection before it is in memory
MAX_WAITING_MESSAGES = 64
KILL_SECONDS = 10
WATCH_SECONDS = 0.25
MAX_SOCKET_FOLDER_FILES = 16
LAUNCH_SOURCE = (Path(__file__).parent / "launch.py").read_text(encoding="utf-8")
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)


class KernelProcess:
    """A cold kernel: one `ipykernel` of this Python in a new sandbox, with a copy of `folder` as its home.

    `ended_by` says why the watch ended it, or is "".
    """

    def __init__(self, folder: Path, threads: int) -> None:
        # Unix socket names end at 107 bytes, so the folder is made close to the root.
        self.sockets = Path(tempfile.mkdtemp(prefix="lab-", dir="/tmp"))
        self.connection_file, _ = write_connection_file(
            str(self.sockets / "c.json"), ip=str(self.sockets / "s"), transport="ipc", kernel_name="python3"
        )
        self.log_path = self.sockets.parent / f"{self.sockets.name}.log"
        self.ended_by = ""
        self._process = self._start(folder, {name: str(threads) for name in THREAD_VARIABLES})
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._keep_watch, daemon=True)
        self._watch.start()

    def _start(self, folder: Path, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
        submission, home = (folder, folder) if sandbox.trusted() else (sandbox.SUBMISSION, sandbox.HOME)
        settings = {"limits": LIMITS.as_rlimits(), "submission": str(submission), "home": str(home)}
        argv = [sys.executable, "-s", "-c", LAUNCH_SOURCE, json.dumps(settings), "-f", self.connection_file]
        argv += ["--HistoryManager.enabled=False", "--matplotlib=inline"]
        rules = _descriptor(seccomp.program())
        try:
            if not sandbox.trusted():
                argv = sandbox.command(argv, folder, self.sockets, environment, rules)
            with open(self.log_path, "wb") as log:
                return subprocess.Popen(
                    argv,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=sandbox.ENVIRONMENT | environment | {"HOME": str(home)},
                    start_new_session=True,
                    pass_fds=[] if rules is None else [rules],
                )
        finally:
            if rules is not None:
                os.close(rules)

    def _keep_watch(self) -> None:
        """Ends the process when it holds more than a submission may, which no single limit of the system says."""
        while not self._over.wait(WATCH_SECONDS) and self.is_alive():
            self.ended_by = self._excess()
            if self.ended_by:
                self._signal()
                return

    def _excess(self) -> str:
        try:
            children = psutil.Process(self._process.pid).children(recursive=True)
            memory = sum(child.memory_info().rss for child in children)
            written = len(os.listdir(self.sockets))
        except (psutil.Error, OSError):
            return ""
        if memory > LIMITS.memory:
            return f"it used more than {LIMITS.memory >> 20} MiB of memory"
        if len(children) > LIMITS.processes:
            return f"it started more than {LIMITS.processes} processes"
        if written > MAX_SOCKET_FOLDER_FILES:
            return "it wrote into the folder of the kernel's sockets"
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

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends the sandbox, and with its pid namespace everything in it. May be called again."""
        self._over.set()
        self._signal()
        self._process.wait(KILL_SECONDS)
        self._watch.join(KILL_SECONDS)
        shutil.rmtree(self.sockets, ignore_errors=True)
        self.log_path.unlink(missing_ok=True)

    def _signal(self) -> None:
        if self.is_alive():
            os.killpg(self._process.pid, signal.SIGKILL)


def _descriptor(program: bytes | None) -> int | None:
    """An open descriptor from which `program` can be read once."""
    if program is None:
        return None
    descriptor = os.memfd_create("seccomp")
    os.write(descriptor, program)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
