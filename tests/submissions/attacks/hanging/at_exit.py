"""Hangs in what runs when a process ends.

must not: be left running
earns: scale, greet, table
says: registered
"""

# %% after scale_code
import atexit
import signal
import time

atexit.register(time.sleep, 1000)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
print("registered")
