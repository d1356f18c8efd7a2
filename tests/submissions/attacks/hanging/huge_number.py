"""Computes a number in C that takes longer than a life.

must not: hold the grader up, or lose the other questions
earns: greet, table
says: did not
"""


# %% scale_code
def scale(numbers, factor):
    return [9**9**9 % 7]
