"""Becomes another program.

must not: leave it running, or lose the other questions
earns: greet, table
says: FAILED
"""

# %% scale_code
import os


def scale(numbers, factor):
    os.execv("/bin/sleep", ["sleep", "300"])
