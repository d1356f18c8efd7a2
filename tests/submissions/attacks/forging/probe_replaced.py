"""Replaces the probe's module by an object that agrees with everything.

must not: pass a check, or keep the judge from saying no
earns: nothing
says: readable data
"""

# %% scale_code
import sys


class Agreeable:
    reply = "MQ=="

    def __getattr__(self, name):
        return lambda *args, **kwargs: self

    def __eq__(self, other):
        return True


sys.modules["lab_probe"] = Agreeable()
