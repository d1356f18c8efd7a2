"""Fills memory that is shared and in no process's account, by every way to get some.

must not: have more than it may
earns: scale, greet, table
says: was given none
"""

# %% after scale_code
import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_ssize_t
SHARED, ANONYMOUS = 1, 32
WAYS = {
    "mmap": lambda: mmap.mmap(-1, 2**24),
    "mmap again": lambda: libc.mmap(None, 2**24, 3, SHARED | ANONYMOUS | 0x4000, -1, 0),
    "validated": lambda: libc.mmap(None, 2**24, 3, 3 | ANONYMOUS, -1, 0),
    "zero": lambda: mmap.mmap(os.open("/dev/zero", os.O_RDWR), 2**24),
    "memfd": lambda: os.memfd_create("bomb"),
    "secret": lambda: libc.syscall(447, 0),
    "shmget": lambda: libc.shmget(0, 2**24, 0o1777),
    "msgget": lambda: libc.msgget(0, 0o1777),
    "huge": lambda: libc.mmap(None, 2**24, 3, SHARED | ANONYMOUS | 0x40000, -1, 0),
}
given = []
for name, way in WAYS.items():
    try:
        result = way()
        if not isinstance(result, int) or result >= 0:
            given.append(name)
    except (OSError, ValueError):
        pass
print("GAINED" if given else "was given none", given)
