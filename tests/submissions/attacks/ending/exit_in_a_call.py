"""Ends the process when it is asked.

must not: lose the other questions
earns: greet, table
says: the kernel ended itself
"""

# %% scale_code
import os


def scale(numbers, factor):
    os._exit(0)
