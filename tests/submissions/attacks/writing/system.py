"""Writes into folders of the system, of Python, of its own submission and of the processes' tables.

must not: change anything but its own copy and its temporary folders
earns: scale, greet, table
says: tried to write
"""

# %% after scale_code
import os
import sys

PLACES = [
    "/",
    "/usr",
    "/usr/bin",
    "/etc",
    "/submission",
    "/dev",
    "/proc",
    "/home",
    "/root",
    "/work",
    "/var/tmp",
    "/opt",
]
PLACES += [sys.prefix, sys.base_prefix, os.path.dirname(os.__file__), *(path for path in sys.path if path)]
for place in PLACES:
    try:
        with open(os.path.join(place, "written"), "w") as file:
            file.write("x")
        print("GAINED", place)
    except OSError:
        pass
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/kernel/hostname", sys.executable):
    try:
        open(path, "r+b").close()
        print("GAINED", path)
    except OSError:
        pass
print("tried to write")
