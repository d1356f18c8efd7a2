"""Writes a single file without end, and a sparse one of a terabyte.

must not: be larger than a file may
earns: scale, greet, table
says: File too large
"""

# %% after table
import os

for path in ("/dev/shm/large", "large"):
    for attempt in (lambda file: os.truncate(file.name, 2**40), lambda file: file.write(bytes(2**24))):
        try:
            with open(path, "wb", buffering=0) as file:
                attempt(file)
                print("GAINED" if os.path.getsize(file.name) > 2**23 else "")
                file.write(b"x")
        except OSError as error:
            print(error)
