"""Clears the outputs of the graded cells, and writes to stderr in them.

must not: lose or gain a point
earns: scale, greet, table
says: cleared
"""

# %% after table_code
import sys

from IPython.display import clear_output


def clear(*args):
    clear_output()
    print("cleared", file=sys.stderr)


get_ipython().events.register("post_run_cell", clear)
