"""Fills memory with bytes until it is refused.

must not: have more than it may, or lose the other questions
earns: greet, table
says: MemoryError
"""

# %% scale_code
kept = []


def scale(numbers, factor):
    while True:
        kept.append(bytearray(2**28))  # the rest, less than this, is what its later answers have to live on
