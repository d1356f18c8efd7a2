"""Waits in compiled code that no interrupt reaches, with Python's lock held.

must not: hold the grader up, be left running, or lose the other questions
earns: greet, table
says: did not stop when interrupted
"""

# %% scale_code
import ctypes


def scale(numbers, factor):
    ctypes.PyDLL(None).sleep(1000)
