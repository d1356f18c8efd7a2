"""Prints twenty megabytes at once.

must not: fill the grader's memory, or lose a question
earns: scale, greet, table
says: after the flood
"""

# %% after scale_code
print("x" * (20 * 2**20))


# %% after greet_code
print("after the flood")
