"""Connects to services of the machine through the loopback device.

must not: reach any
earns: scale, greet, table
says: nobody answered
"""

# %% after scale_code
import socket

for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
    for port in (22, 80, 631, 5432, 8787, 8888, *range(47113, 47121)):
        try:
            with socket.socket(family) as one:
                one.settimeout(0.2)
                one.connect((address, port))
                print("GAINED", address, port)
        except OSError:
            pass
print("nobody answered")
