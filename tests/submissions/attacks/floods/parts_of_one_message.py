"""Sends one message of four hundred parts, each nearly as large as a message may be, at no cost to itself.

must not: fill the grader's memory, or lose the other questions
earns: scale, greet, table
says: more than the grader can keep
"""

# %% after scale_code
import time

part = bytes(7 * 2**20)
thread = get_ipython().kernel.iopub_thread
thread.schedule(lambda: thread.socket.send_multipart([b"x"] + [part] * 400, copy=False))
time.sleep(4)  # else a slow machine hears no more of it: the cell is over
