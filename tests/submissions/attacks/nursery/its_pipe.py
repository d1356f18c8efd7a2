"""Looks for the socket on which the nursery hears, and for whatever else it inherited, and fills it.

must not: ask the nursery for anything, or keep it from hearing the grader
earns: scale, greet, table
says: nothing inherited
"""

# %% after scale_code
import os
import socket
import stat

for name in os.listdir("/proc/self/fd"):
    number = int(name)
    try:
        about = os.fstat(number)
    except OSError:
        continue
    if stat.S_ISDIR(about.st_mode):
        print("GAINED the folder", os.readlink(f"/proc/self/fd/{name}"))
    if not stat.S_ISSOCK(about.st_mode):
        continue
    with socket.socket(fileno=os.dup(number)) as inherited:
        if inherited.family == socket.AF_UNIX and inherited.type == socket.SOCK_SEQPACKET:
            inherited.setblocking(False)
            for _ in range(10_000):
                inherited.send(b'{"argv": []}')
            print("GAINED a request")
print("nothing inherited")
