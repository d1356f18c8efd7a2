"""Filters of system calls for the walls, written by libseccomp, which Linux distributions keep and install.

The kernel may make threads but no processes: with no fork there is no fork bomb, and nothing to leave behind. It may
not trace, mount, enter namespaces or use the parts of the system in which escapes are found. Nor may it hold memory
where no limit counts it: in files without a name, shared without a name, or in queues.
"""

import ctypes
import ctypes.util
import errno
import functools
import os
import socket
import sys

_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_NOT_EQUAL, _EQUAL, _MASKED_EQ = 1, 4, 7
_UNKNOWN = -1  # what libseccomp says of a name that it does not know; other negative numbers are not of this processor
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
# What Landlock leaves open: rights, owners, times and attributes of files; watching files; other processes; messages.
BEHIND_LANDLOCK = (
    *("chown", "fchown", "lchown", "fchownat", "setxattr", "lsetxattr", "fsetxattr", "setxattrat"),
    *("removexattr", "lremovexattr", "fremovexattr", "removexattrat"),
    *("inotify_init", "inotify_init1", "fanotify_init", "syslog"),
    *("connect", "bind", "pidfd_open", "pidfd_send_signal", "process_madvise", "process_mrelease"),
    *("setpriority", "ioprio_set"),
    *("tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "setuid", "setgid", "setreuid", "setregid"),
    *("setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid", "capset"),
)
# Said to be done and not done: `shutil.copy` and `Path.touch` set rights and times, ZeroMQ the order of its threads,
# and they would fail honest work if they could not.
PRETENDED = (
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "utime", "utimes", "futimesat", "utimensat"),
    *("sched_setscheduler", "sched_setparam", "sched_setattr", "sched_setaffinity"),
)
# Newer than the libseccomp of many machines, and numbered alike on every processor.
NUMBERS = {"fchmodat2": 452, "setxattrat": 463, "removexattrat": 466}
# Stands in the filter for the process that takes it, and is replaced by the number of that process.
OWN_PID = 0x7FFF_FFFD
_PR_SET_PDEATHSIG = 1
NAMESPACES, LANDLOCK = "namespaces", "landlock"  # the two kinds of filter


class SeccompUnavailable(Exception):
    """No filter can be written here; the message says why, in one line."""


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operation", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


def problem() -> str:
    """Why there is no filter and what to do, in one line; "" where there is one."""
    try:
        program(LANDLOCK)
    except SeccompUnavailable as error:
        return str(error)
    return ""


@functools.cache
def program(kind: str = NAMESPACES) -> bytes:
    """The filter as the program that bubblewrap's --seccomp and the kernel read. Raises SeccompUnavailable."""
    library = _library()
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_ALLOW)))
    for name in _forbidden(kind):
        _forbid(library, context, name, errno.EPERM)
    # clone3 hides its flags in memory, so it is said not to exist, and the C library then calls clone.
    _forbid(library, context, "clone3", errno.ENOSYS)
    _forbid(library, context, "clone", errno.EPERM, _Comparison(0, _MASKED_EQ, CLONE_THREAD, 0))
    shared = _Comparison(3, _MASKED_EQ, MAP_TYPE_AND_ANONYMOUS, MAP_SHARED_AND_ANONYMOUS)
    _forbid(library, context, "mmap", errno.EPERM, shared)
    if kind == LANDLOCK:
        for name, value in {"socket": socket.AF_UNIX, "kill": OWN_PID, "tgkill": OWN_PID, "prlimit64": 0}.items():
            _forbid(library, context, name, errno.EPERM, _Comparison(0, _NOT_EQUAL, value, 0))
        for name in PRETENDED:
            _forbid(library, context, name, 0)
        outlive = _Comparison(0, _EQUAL, _PR_SET_PDEATHSIG, 0)
        _forbid(library, context, "prctl", errno.EPERM, outlive)
    descriptor = os.memfd_create("filter")
    try:
        if library.seccomp_export_bpf(context, ctypes.c_int(descriptor)) != 0:
            raise SeccompUnavailable("libseccomp cannot write its filter")
        return os.pread(descriptor, 1 << 20, 0)
    finally:
        os.close(descriptor)
        library.seccomp_release(context)


def unknown() -> list[str]:
    """The system calls that this libseccomp does not know, and so cannot forbid."""
    library = _library()
    names = [*_forbidden(LANDLOCK), *PRETENDED, "clone", "clone3", "mmap"]
    return [name for name in names if _number(library, name) == _UNKNOWN]


def _forbidden(kind: str) -> tuple[str, ...]:
    return (*FORBIDDEN, *BEHIND_LANDLOCK) if kind == LANDLOCK else FORBIDDEN


def _library() -> ctypes.CDLL:
    if not sys.platform.startswith("linux"):
        raise SeccompUnavailable("this is not Linux")
    try:
        return ctypes.CDLL("libseccomp.so.2")
    except OSError:
        raise SeccompUnavailable("install libseccomp (Debian: apt install libseccomp2)") from None


def _number(library: ctypes.CDLL, name: str) -> int:
    number: int = library.seccomp_syscall_resolve_name(name.encode())
    return NUMBERS.get(name, number) if number == _UNKNOWN else number


def _forbid(library: ctypes.CDLL, context: ctypes.c_void_p, name: str, code: int, *comparisons: _Comparison) -> None:
    """Raises SeccompUnavailable where libseccomp knows the call and does not take the rule."""
    number = _number(library, name)
    if number < 0:  # not on this processor, or unknown to this libseccomp: `unknown` tells
        return
    rules = (_Comparison * len(comparisons))(*comparisons)
    action = ctypes.c_uint32(_ERRNO | code)
    refused = library.seccomp_rule_add_array(
        context, action, ctypes.c_int(number), ctypes.c_uint(len(comparisons)), rules
    )
    if refused:
        raise SeccompUnavailable(f"libseccomp refuses the rule for {name}: {os.strerror(-refused)}")
