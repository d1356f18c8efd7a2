"""Speaks to the sockets of other kernels and of services, by path and by abstract name.

must not: reach any
earns: scale, greet, table
says: no neighbours
"""

# %% after scale_code
import glob
import json
import os
import socket

own = os.path.dirname(get_ipython().kernel.parent.connection_file)
paths = glob.glob("/tmp/*/s-*") + glob.glob("/tmp/lab-canary*/*") + glob.glob("/run/**", recursive=True)
abstract = [f"\0lab-canary-{number}" for number in range(40000)]
try:
    lines = open("/proc/net/unix").read().splitlines()[1:]
except OSError:
    lines = []
for line in lines:
    name = line.split()[-1]
    if name.startswith("@"):
        abstract.append("\0" + name[1:])
    elif name.startswith("/") and not name.startswith(own):
        print("GAINED", name)
for path in [*paths, *abstract, "/var/run/docker.sock", "/run/dbus/system_bus_socket"]:
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.connect(path)
            print("GAINED", path)
    except OSError:
        pass
print("no neighbours")
