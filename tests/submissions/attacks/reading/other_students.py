"""Looks for other submissions, the course, its gradebook and its tests on the whole disk.

must not: find any file of the course, of other students or of the grader
earns: scale, greet, table
says: the search is over
"""

# %% after scale_code
import os

WANTED = ("gradebook.db", "nbgrader_config.py", "canary.txt", "hidden_tests.ipynb")
for directory, subdirectories, names in os.walk("/"):
    skipped = ("proc", "usr", "lib", "site-packages")
    subdirectories[:] = [name for name in subdirectories if name not in skipped]
    found = [name for name in names if name in WANTED or name.endswith(".ipynb") and "submitted" in directory]
    if found:
        print("GAINED", directory, found)
print("the search is over")
