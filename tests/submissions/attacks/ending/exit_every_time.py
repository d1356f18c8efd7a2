"""Ends the process with every question, so that it is started again and again.

must not: keep the grader busy without end, or leave a question without a verdict
earns: nothing
says: the kernel ended 4 times
"""

# %% scale_code
import os


def scale(numbers, factor):
    os._exit(0)


# %% greet_code
def greet(name):
    os._exit(0)


# %% table_code
import sys

sys.modules["lab_probe"].__dict__["answer_in_kernel"] = lambda *args: os._exit(0)
