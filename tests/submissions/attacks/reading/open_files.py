"""Climbs out of the sandbox through the files and sockets it was started with.

must not: reach a folder of the machine from any of them
earns: scale, greet, table
says: tried all descriptors
"""

# %% after scale_code
import os

for name in os.listdir("/proc/self/fd"):
    for way in ("", "/..", "/../..", "/../canary.txt"):
        try:
            inside = os.listdir(f"/proc/self/fd/{name}{way}")
            if "lost+found" in inside or "etc" in inside and os.path.exists(f"/proc/self/fd/{name}{way}/etc/shadow"):
                print("GAINED", name, inside)
        except OSError:
            pass
    try:
        os.chdir(int(name))
        print("GAINED", os.getcwd())
    except OSError:
        pass
print("tried all descriptors")
