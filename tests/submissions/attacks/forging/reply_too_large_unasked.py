"""Makes the probe reply with more than a message may hold.

must not: fill the grader's memory, or stop it
earns: table
says: scale()
"""

# %% scale_code
import sys

probe = sys.modules["lab_probe"]
honest = probe.answer_in_kernel


def scale(numbers, factor):
    probe.answer_in_kernel = lambda *args: setattr(probe, "reply", "A" * (64 * 2**20))
    return []


# %% after scale
probe.answer_in_kernel = honest


# %% greet_code
def greet(name):
    return "no"
