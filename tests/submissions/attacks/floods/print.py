"""Prints without end.

must not: fill the grader's memory or the notebook, or lose the other questions
earns: greet, table
says: this cell
"""

# %% scale_code
while True:
    print("flood " * 10)
