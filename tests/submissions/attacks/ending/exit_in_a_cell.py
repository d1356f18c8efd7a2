"""Ends the process in a cell.

must not: lose the other questions
earns: greet, table
says: the kernel ended itself
"""

# %% scale_code
import os

os._exit(0)
