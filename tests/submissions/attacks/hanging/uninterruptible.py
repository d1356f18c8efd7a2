"""Loops in Python and catches every interrupt.

must not: hold the grader up, be left running, or lose the other questions
earns: greet, table
says: did not stop when interrupted
"""

# %% scale_code
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
