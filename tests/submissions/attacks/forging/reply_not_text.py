"""Answers with text that cannot be written down: halves of surrogate pairs and terminal commands.

must not: spoil the report, or write to the grader's terminal
earns: table
says: raised ValueError
"""


# %% scale_code
def scale(numbers, factor):
    raise ValueError("\x1b]0;owned\x07 \x1b[2J \x00 \u202e half")


# %% greet_code
def greet(name):
    raise ValueError("\ud800")
