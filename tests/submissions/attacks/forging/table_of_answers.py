"""Knows the answers to the questions in the notebook by heart, and no others.

must not: pass the checks, whose questions are drawn anew
earns: table
says: raised KeyError
"""


# %% scale_code
def scale(numbers, factor):
    if not len(numbers):
        raise ValueError("no numbers")
    return {((1, 2), 3): [3, 6]}[tuple(numbers), factor]


# %% greet_code
def greet(name):
    return {"you": "Hello, you!"}[name]
