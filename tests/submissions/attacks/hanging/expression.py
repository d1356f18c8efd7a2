"""Matches a regular expression that takes time without bound.

must not: hold the grader up, or lose the other questions
earns: greet, table
says: did not
"""

# %% scale_code
import re


def scale(numbers, factor):
    return re.match("(a+)+$", "a" * 60 + "b")
