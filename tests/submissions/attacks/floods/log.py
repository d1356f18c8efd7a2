"""Writes to every file it was started with, such as the grader's log.

must not: write more there than a file may hold
earns: scale, greet, table
says: wrote until it was refused
"""

# %% after scale_code
import os
import stat

written = 0
for name in os.listdir("/proc/self/fd"):
    try:
        if not stat.S_ISREG(os.fstat(int(name)).st_mode):
            continue
        while written < 2**30:
            written += os.write(int(name), bytes(2**20))
    except OSError:
        pass
print("GAINED" if written > 2**24 else "wrote until it was refused")
