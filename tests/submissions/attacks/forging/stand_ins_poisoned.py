"""Prepares a trap in the module of the stand-ins, which is opened when one of its own functions is judged wrong.

must not: cost more than the question that it fails
earns: greet, table
says: gave an answer too large
"""

# %% scale_code
import os
import sys
import types


class Trap(types.ModuleType):
    def __setattr__(self, name, value):
        os._exit(1)

    def __getattr__(self, name):
        os._exit(1)


sys.modules["lab_stand_ins"] = Trap("lab_stand_ins")


def scale(numbers, factor):
    return "x" * (5 * 2**20)
