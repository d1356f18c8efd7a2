"""Raises an exception with a message of nine megabytes.

must not: fill the notebook, or lose the other questions
earns: table
says: raised Flood
"""


# %% scale_code
class Flood(Exception):
    pass


def scale(numbers, factor):
    raise Flood("x" * (9 * 2**20))


# %% greet_code
def greet(name):
    return "y" * 10**6


raise Flood("x" * (9 * 2**20))
