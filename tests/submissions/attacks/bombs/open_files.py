"""Opens files, pipes and sockets until none is given.

must not: take them from others, or lose a question
earns: scale, greet, table
says: Too many open files
"""

# %% after scale_code
import os
import socket

kept = []
try:
    while True:
        kept.append(socket.socketpair())
        kept.append(os.pipe())
except OSError as error:
    reason = error
for pair in kept:
    for one in pair:
        os.close(one if isinstance(one, int) else one.detach())
print(reason)
