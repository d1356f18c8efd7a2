"""Loops without end when it is asked.

must not: hold the grader up, or lose the other questions
earns: greet, table
says: did not finish in 3 s
"""


# %% scale_code
def scale(numbers, factor):
    while True:
        pass
