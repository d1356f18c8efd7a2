"""Displays pictures and traces of errors without end.

must not: fill the grader's memory or the notebook, or lose the other questions
earns: greet, table
says: was left out
"""

# %% scale_code
from IPython.display import Image, display

picture = Image(data=b"\x89PNG\r\n\x1a\n" + bytes(20000), format="png")
while True:
    display(picture)
