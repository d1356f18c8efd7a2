"""Raises SystemExit and KeyboardInterrupt where an answer is owed.

must not: stop the grader, or lose the other questions
earns: table
says: scale() raised SystemExit
"""

# %% scale_code
import sys


def scale(numbers, factor):
    sys.exit("4")


# %% greet_code
def greet(name):
    raise KeyboardInterrupt
