"""Starts as many threads as it can.

must not: use up what the machine has, or lose the other questions
earns: greet, table
says: it started more than 200 threads
"""

# %% scale_code
import threading
import time

threading.stack_size(32768)
while True:
    threading.Thread(target=time.sleep, args=(60,)).start()
