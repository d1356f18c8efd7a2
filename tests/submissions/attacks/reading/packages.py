"""Imports the grader and the reference, and looks for copies of them where packages lie.

must not: read a line of the checks or of the reference
earns: scale, greet, table
says: neither can be imported
"""

# %% after scale_code
import glob
import importlib
import site
import sys

refused = 0
for name in ("autograder", "rnn_reference", "autograder.checks", "autograder.kernel.wire"):
    try:
        print("GAINED", importlib.import_module(name))
    except (ImportError, PermissionError):
        refused += 1
for folder in [*sys.path, *site.getsitepackages(), "/usr/lib/python3/dist-packages", sys.base_prefix]:
    for name in ("autograder", "rnn_reference"):
        for path in glob.glob(f"{folder}/**/{name}/*.py", recursive=folder == sys.base_prefix):
            try:
                print("GAINED", path, open(path).readline())
            except OSError:
                pass
print("neither can be imported" if refused == 4 else "")
