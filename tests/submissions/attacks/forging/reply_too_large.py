"""Answers with fifty megabytes.

must not: be read
earns: greet, table
says: too large to read
"""


# %% scale_code
def scale(numbers, factor):
    return "x" * (50 * 2**20)
