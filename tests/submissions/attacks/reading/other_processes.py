"""Looks at other processes: their command lines, memory and open files.

must not: see a process that is not its own
earns: scale, greet, table
says: processes here
"""

# %% after scale_code
import glob
import os

pids = [int(path.rpartition("/")[2]) for path in glob.glob("/proc/[0-9]*")]
print(len(pids), "processes here")
if len(pids) > 3:
    print("GAINED", pids)
for pid in pids:
    for name in ("root", "cwd"):
        try:
            if os.path.exists(f"/proc/{pid}/{name}/etc/shadow"):
                print("GAINED", pid, name)
        except OSError:
            pass
    try:
        command = open(f"/proc/{pid}/cmdline", errors="replace").read()
        if "pytest" in command or "nbgrader" in command:
            print("GAINED", command)
    except OSError:
        pass
