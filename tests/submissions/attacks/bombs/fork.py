"""Starts processes that start processes.

must not: start many, or leave one running
earns: scale, greet, table
says: processes at most
"""

# %% after scale_code
import os
import subprocess

started = 0
for _ in range(3):
    try:
        if os.fork() == 0:
            while True:
                os.fork()
        started += 1
    except OSError:
        pass
try:
    subprocess.Popen(["/bin/sleep", "300"], start_new_session=True)
    started += 1
except OSError:
    pass
print("GAINED" if started else "no", "processes at most")
