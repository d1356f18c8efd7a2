"""Fills every folder that it can write to.

must not: hold more than the folders may
earns: scale, greet, table
says: No space left
behind Landlock it says: its files take more than 16 MiB
"""

# %% after table
import os

total = 0
for folder in ("/tmp", "/dev/shm", "."):
    try:
        for number in range(1000):
            with open(f"{folder}/bomb{number}", "wb") as file:
                total += file.write(bytes(2**22))
    except OSError as error:
        print(error)
if total > 3 * 2**24:
    print("GAINED", total)
