"""Waits for a person to type something.

must not: hold the grader up
earns: greet, table
says: StdinNotImplementedError
"""

# %% scale_code
factor = input("factor? ")


def scale(numbers, factor):
    return [int(input("?"))]
