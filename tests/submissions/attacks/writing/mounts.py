"""Mounts, leaves its root, makes namespaces and enters others by system calls.

must not: succeed in one of them
earns: scale, greet, table
says: the last call is made
"""

# %% after scale_code
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
CALLS = {
    "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
    "bind": lambda: libc.mount(b"/", b"/tmp", None, 4096, None),
    "remount": lambda: libc.mount(None, b"/", None, 32 | 4096, None),
    "umount": lambda: libc.umount2(b"/submission", 2),
    "chroot": lambda: libc.chroot(b"/proc/1/root"),
    "unshare": lambda: libc.unshare(0x10000000),
    "unshare network": lambda: libc.unshare(0x40000000),
    "setns": lambda: libc.setns(os.open("/proc/1/ns/mnt", os.O_RDONLY), 0),
    "ptrace": lambda: libc.ptrace(16, 1, 0, 0),
    "pivot_root": lambda: libc.syscall(155, b"/tmp", b"/tmp"),
    "mknod": lambda: libc.mknod(b"/tmp/disk", 0o60666, 0xFE00),
    "setuid": lambda: 0 if os.getuid() != os.getuid() else -1,
    "keyctl": lambda: libc.syscall(250, 0, -3, 1),
    "bpf": lambda: libc.syscall(321, 5, None, 0),
    "clone in a user namespace": lambda: libc.syscall(56, 0x10000000 | 17, None, None, None, None),
}
for name, call in CALLS.items():
    try:
        if call() >= 0:
            print("GAINED", name)
    except OSError:
        pass
print("the last call is made")
