"""Sends messages from a thread, also while the judge asks.

must not: keep the judge from hearing the answers
earns: scale, greet, table
says: PASSED
"""

# %% scale_code
import threading
import time


def scale(numbers, factor):
    if len(numbers) == 0:
        raise ValueError("no numbers")
    return [number * factor for number in numbers]


def flood():
    kernel = get_ipython().kernel
    while True:
        kernel.session.send(kernel.iopub_socket, "stream", {"name": "stdout", "text": "flood " * 100})
        time.sleep(0.0005)


threading.Thread(target=flood, daemon=True).start()
