"""Starts threads that never end and compute without pause.

must not: be left running, or lose a question
earns: scale, greet, table
says: threads run
"""

# %% after scale_code
import threading
import time


def spin():
    while True:
        time.sleep(0.001)


for daemon in (True, False) * 3:
    threading.Thread(target=spin, daemon=daemon).start()
print("threads run")
