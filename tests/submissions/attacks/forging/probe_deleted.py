"""Deletes the probe, so that no question can be asked.

must not: be excused from the questions
earns: nothing
says: readable data
"""

# %% scale_code
import sys

del sys.modules["lab_probe"]
