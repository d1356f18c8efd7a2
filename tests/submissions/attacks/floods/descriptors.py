"""Writes without end to the process's own output, past Python.

must not: fill the disk or the notebook, or lose the other questions
earns: greet, table
says: FAILED
"""

# %% scale_code
import os

block = b"flood " * 10000
while True:
    os.write(1, block)
    os.write(2, block)
