"""Stops itself, so that it neither runs nor ends.

must not: hold the grader up for longer than a call may take, or be left behind
earns: greet, table
says: did not stop when interrupted
"""

# %% scale_code
import os
import signal


def scale(numbers, factor):
    os.kill(os.getpid(), signal.SIGSTOP)
