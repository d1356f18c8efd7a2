"""Stops, ends and continues the process that waits for this kernel, and every other one, with all signals there are.

must not: end or stop the nursery, or what waits for another kernel
earns: scale, greet, table
says: signals sent
"""

# %% after scale_code
import os
import signal

for number in set(range(1, 65)) - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGCHLD, signal.SIG_DFL)
try:
    own = set(map(int, os.listdir("/proc/self/task")))
except PermissionError:  # behind Landlock
    own = {os.getpid()}
for pid in sorted({1, os.getppid(), *range(3, 3000)} - own):
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP, signal.SIGPIPE, signal.SIGKILL):
        try:
            os.kill(pid, number)
            if pid != 1:
                print("GAINED", pid)
        except OSError:
            pass
print("signals sent")
