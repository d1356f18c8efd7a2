"""A process that does not outlive the one it works for."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """Has the system end this process when the thread of `parent` that started it ends.

    No thread of its own could do so: a single call into C may hold the interpreter for hours. Ends at once where the
    parent is gone already.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
