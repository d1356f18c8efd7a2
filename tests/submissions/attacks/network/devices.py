"""Looks for a network device other than loopback, and for the right to make packets.

must not: find one
earns: scale, greet, table
says: devices: ['lo']
behind Landlock it says: Operation not permitted
"""

# %% after scale_code
import fcntl
import socket
import struct

print("devices:", [name for _, name in socket.if_nameindex()])
for family, kind in ((socket.AF_PACKET, socket.SOCK_RAW), (socket.AF_INET, socket.SOCK_RAW)):
    try:
        socket.socket(family, kind, 1).close()
        print("GAINED raw packets")
    except OSError:
        pass
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
    try:
        fcntl.ioctl(one, 0x8914, struct.pack("16sh14s", b"lo", 0, b""))  # SIOCSIFFLAGS
        print("GAINED a device's settings")
    except OSError:
        pass
