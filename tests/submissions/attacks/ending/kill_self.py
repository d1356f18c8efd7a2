"""Kills itself with the signal that cannot be caught.

must not: lose the other questions
earns: greet, table
says: the kernel ended itself
"""

# %% scale_code
import os
import signal


def scale(numbers, factor):
    os.kill(os.getpid(), signal.SIGKILL)
