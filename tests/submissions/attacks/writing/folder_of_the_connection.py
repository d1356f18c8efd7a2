"""Fills the folder in which the grader keeps the kernel's connection.

must not: write a byte to the machine's disk
earns: scale, greet, table
says: wrote where
"""

# %% after scale_code
import json
import os
import sys

folder = os.path.dirname(get_ipython().kernel.parent.connection_file)
try:
    os.makedirs(folder + "/sub", exist_ok=True)
    open(folder + "/sub/bomb", "wb").write(bytes(2**20))
    if os.stat(folder).st_dev != os.stat("/tmp").st_dev:
        print("GAINED", folder)
except OSError as error:
    print(error)
try:
    json.dump({}, open(get_ipython().kernel.parent.connection_file, "w"))
    print("GAINED the connection file")
except OSError:
    print("wrote where nobody looks")
