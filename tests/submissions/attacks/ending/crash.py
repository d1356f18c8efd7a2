"""Reads where no memory is.

must not: lose the other questions
earns: greet, table
says: the kernel ended itself
"""

# %% scale_code
import ctypes


def scale(numbers, factor):
    ctypes.string_at(1)
