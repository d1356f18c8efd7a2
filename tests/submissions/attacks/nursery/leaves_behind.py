"""Leaves processes, files, shared memory, changed modules and changed limits behind for the student who comes next.

must not: be there, or be felt, when the next kernel is forked
earns: scale, greet, table
says: left behind
"""

# %% after scale_code
import ctypes
import os
import subprocess
import threading
import time

import numpy

libc = ctypes.CDLL(None, use_errno=True)
for start in (os.fork, lambda: subprocess.Popen(["sleep", "600"]), lambda: os.posix_spawn("/bin/sleep", ["sleep", "600"], {})):
    try:
        start()
        print("GAINED a process")
    except OSError:
        pass
for flags in (17, 0x20000000 | 17, 0x10000000 | 17, 0x00008000 | 17):  # new pid namespace, user namespace, parent's child
    if libc.syscall(56, flags, 0, 0, 0, 0) != -1:
        print("GAINED a process by clone")
for folder in ("/tmp", "/dev/shm", os.path.expanduser("~")):
    try:
        with open(os.path.join(folder, "left_behind"), "w") as file:
            file.write("for you")
    except PermissionError:
        pass
numpy.tanh = numpy.cos = lambda *arguments, **settings: 42
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
print("left behind")

# %% scale_code
import os

found = [folder for folder in ("/tmp", "/dev/shm", os.path.expanduser("~")) if os.path.exists(f"{folder}/left_behind")]
if found:
    print("GAINED", found)


def scale(numbers, factor):
    if not len(numbers):
        raise ValueError("none")
    return [float(number) * factor for number in numbers]
