"""Loops without end in Python.

must not: hold the grader up, or lose the other questions
earns: greet, table
says: [this cell: did not finish in 4 s]
"""

# %% scale_code
while True:
    pass
