"""Arrays without items and with rows without number, which cost nothing to send and hours to walk over.

must not: make the grader grow or wait, or leave the question to a person
earns: greet
says: too large
"""

# %% scale_code
import numpy as np


def scale(numbers, factor):
    return np.empty((10**9, 0))


# %% table_code
import numpy as np

table = np.empty((2**40, 0))
