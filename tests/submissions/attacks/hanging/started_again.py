"""Sleeps in each cell and ends the kernel with each question, so that all is run again and again.

must not: take longer than a submission may
earns: nothing
says: the submission used up its
"""

# %% scale_code
import os
import time


def scale(numbers, factor):
    time.sleep(2.5)
    os._exit(0)


# %% after scale_code
time.sleep(3.5)


# %% greet_code
def greet(name):
    time.sleep(2.5)
    os._exit(0)


# %% after greet_code
time.sleep(3.5)


# %% table_code
time.sleep(3.5)
