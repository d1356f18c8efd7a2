"""A kernel process in its sandbox: start, liveness, end. It speaks through Unix sockets in a folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

from autograder.kernel import sandbox

MAX_MESSAGE_BYTES = 32 * 2**20  # a larger message ends the connection before it is in memory
CHILD_GRACE_SECONDS = 5


class KernelProcess:
    """A cold kernel: one `ipykernel` of this Python in a new sandbox, with `folder` as its home."""

    def __init__(self, folder: Path, threads: int) -> None:
        # Unix socket names end at 107 bytes, so the folder is made close to the root.
        self.sockets = Path(tempfile.mkdtemp(prefix="lab-", dir="/tmp"))
        self.connection_file, _ = write_connection_file(
            str(self.sockets / "c.json"), ip=str(self.sockets / "s"), transport="ipc", kernel_name="python3"
        )
        self.log_path = self.sockets.parent / f"{self.sockets.name}.log"
        argv = [sys.executable, "-s", "-m", "ipykernel_launcher", "-f", self.connection_file]
        argv += ["--HistoryManager.enabled=False", "--matplotlib=inline"]
        environment = {name: str(threads) for name in _THREAD_VARIABLES}
        with open(self.log_path, "wb") as log:
            self._process = subprocess.Popen(
                sandbox.command(argv, folder, self.sockets, environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={},
                start_new_session=True,
            )

    def client(self) -> BlockingKernelClient:
        """A client with open channels; the caller waits for the kernel's first answer."""
        context = zmq.Context()
        context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE_BYTES)
        client = BlockingKernelClient(connection_file=self.connection_file, context=context)
        client.load_connection_file()
        client.start_channels(hb=False, stdin=False)
        return client

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends the sandbox, and with its pid namespace everything in it."""
        if self.is_alive():
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(CHILD_GRACE_SECONDS)
        shutil.rmtree(self.sockets, ignore_errors=True)
        self.log_path.unlink(missing_ok=True)


_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)
