"""A filter of system calls for the sandbox, written by libseccomp, which Linux distributions keep and install.

The kernel may make threads but no processes: with no fork there is no fork bomb, and nothing to leave behind. It may
not trace, mount, enter namespaces or use the parts of the system in which escapes are found. Nor may it hold memory
where no limit counts it: in files without a name, shared without a name, or in queues.
"""

import ctypes
import ctypes.util
import errno
import functools
import os

_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_MASKED_EQ = 7
CLONE_THREAD = 0x00010000
MAP_TYPE_AND_ANONYMOUS = 0x0F | 0x20
MAP_SHARED_AND_ANONYMOUS = 0x01 | 0x20
FORBIDDEN = (
    "fork",
    "vfork",
    "unshare",
    "setns",
    "mount",
    "umount2",
    "pivot_root",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
    "chroot",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "kcmp",
    "pidfd_getfd",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "keyctl",
    "add_key",
    "request_key",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "open_by_handle_at",
    "name_to_handle_at",
    "acct",
    "quotactl",
    "personality",
    "migrate_pages",
    "move_pages",
    "memfd_create",
    "memfd_secret",
    "shmget",
    "msgget",
    "semget",
    "mq_open",
)


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operation", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


@functools.cache
def available() -> bool:
    """Whether libseccomp is installed and writes the filter."""
    return program() is not None


@functools.cache
def program() -> bytes | None:
    """The filter as the program that bubblewrap's --seccomp reads, or None without libseccomp."""
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return None
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_ALLOW)))
    for name in FORBIDDEN:
        _forbid(library, context, name, errno.EPERM)
    # clone3 hides its flags in memory, so it is said not to exist, and the C library then calls clone.
    _forbid(library, context, "clone3", errno.ENOSYS)
    _forbid(library, context, "clone", errno.EPERM, _Comparison(0, _MASKED_EQ, CLONE_THREAD, 0))
    shared = _Comparison(3, _MASKED_EQ, MAP_TYPE_AND_ANONYMOUS, MAP_SHARED_AND_ANONYMOUS)
    _forbid(library, context, "mmap", errno.EPERM, shared)
    descriptor = os.memfd_create("filter")
    try:
        if library.seccomp_export_bpf(context, ctypes.c_int(descriptor)) != 0:
            return None
        return os.pread(descriptor, 1 << 20, 0)
    finally:
        os.close(descriptor)
        library.seccomp_release(context)


def _forbid(library: ctypes.CDLL, context: ctypes.c_void_p, name: str, code: int, *comparisons: _Comparison) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:  # not on this processor
        return
    rules = (_Comparison * len(comparisons))(*comparisons)
    action = ctypes.c_uint32(_ERRNO | code)
    library.seccomp_rule_add_array(context, action, ctypes.c_int(number), ctypes.c_uint(len(comparisons)), rules)
