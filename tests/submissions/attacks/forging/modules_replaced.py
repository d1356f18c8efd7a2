"""Puts its own modules in the place of NumPy, json and the stand-ins.

must not: pass a check
earns: nothing
says: FAILED
"""

# %% scale_code
import sys
import types


class Everything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *args, **kwargs: True


for name in ("numpy", "json", "base64", "autograder", "autograder.checks", "rnn_reference", "lab_stand_ins"):
    sys.modules[name] = Everything(name)


def scale(numbers, factor):
    return True


# %% greet_code
def greet(name):
    return True


# %% table_code
table = True
