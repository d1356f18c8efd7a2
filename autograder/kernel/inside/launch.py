"""The first code of ours beside a submission: takes its limits, gives up its rights, becomes the kernel.

Sent as source with `python -c`, and to the nursery, so it imports nothing of ours and takes all it needs as arguments:
a JSON object with `limits` (the resource module's names to numbers), `submission` and `home` (folders), `listeners`
(open sockets that already listen, by port) and, behind Landlock, `restrict`; and then the kernel's own.
"""

import base64
import contextlib
import ctypes
import json
import os
import resource
import shutil
import signal
import stat
import struct
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 22, 24, 38, 47
SECCOMP_MODE_FILTER, PR_CAP_AMBIENT_CLEAR_ALL = 2, 4
CAPABILITY_VERSION_3, CAPABILITIES = 0x20080522, 64
# systemd's range for accounts that exist for as long as one service runs.
FIRST_ACCOUNT, ACCOUNTS = 61184, 4336
# Landlock's system calls and rights, as linux/landlock.h numbers them; in brackets the ABI that brought them.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION, PATH_BENEATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_DEVICES = 1 << 6 | 1 << 11
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15  # (2), (3), (5)
RIGHTS_BY_ABI = {1: REFER - 1, 2: TRUNCATE - 1, 3: IOCTL_DEV - 1, 5: 2 * IOCTL_DEV - 1}
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
NAMED = {"execute": EXECUTE, "read_file": READ_FILE, "read_dir": READ_DIR, "write_file": WRITE_FILE}
NAMED |= {"truncate": TRUNCATE, "all": (IOCTL_DEV - 1) & ~MAKE_DEVICES}
BIND_AND_CONNECT, SOCKETS_AND_SIGNALS = 3, 3  # (4), (6)

# As if it were not installed: kernels would load a debugger that nobody uses, in a fifth of a second and 8 MiB.
sys.modules["debugpy"] = None  # type: ignore[assignment]

libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: Any) -> int:
    """Calls a function of the C library that returns -1 on failure. Raises OSError."""
    result: int = getattr(libc, name)(*arguments)
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result


def prctl(option: int, first: int = 0, second: int = 0) -> None:
    call("prctl", option, *(ctypes.c_ulong(argument) for argument in (first, second, 0, 0)))


def take_limits(limits: dict[str, int]) -> None:
    """Hard limits, which a process without privileges cannot raise once it has them."""
    for name, limit in limits.items():
        _, hard = resource.getrlimit(getattr(resource, name))
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(getattr(resource, name), (allowed, allowed))


def drop_capabilities() -> None:
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(CAPABILITIES):
        with contextlib.suppress(OSError):  # this system knows fewer, or there is nothing to drop
            prctl(PR_CAPBSET_DROP, capability)
    call("capset", struct.pack("Ii", CAPABILITY_VERSION_3, 0), bytes(24))
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def filter_calls(program: bytes) -> None:
    """Under the filter of system calls, of instructions of eight bytes each."""
    buffer = ctypes.create_string_buffer(program, len(program))
    description = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer)))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(description))


def restrict(rules: dict[str, Any]) -> None:
    """Gives up, for good, all that `rules` does not grant; walls/landlock.py makes them."""
    if rules["own_account"]:
        take_own_account(rules["owned"])
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of account, which undoes it
    drop_capabilities()
    abi = call("syscall", CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)
    files = max(rights for since, rights in RIGHTS_BY_ABI.items() if since <= abi)
    handled = struct.pack("QQQ", files, BIND_AND_CONNECT if abi >= 4 else 0, SOCKETS_AND_SIGNALS if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = call("syscall", CREATE_RULESET, handled, ctypes.c_size_t(size), 0)
    for path, rights in rules["grants"].items():
        grant(ruleset, path, rights, files)
    call("syscall", RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    filter_calls(with_own_pid(base64.b64decode(rules["filter"]), rules["pid"]))


def take_own_account(owned: Iterable[str]) -> None:
    """Changes from root to an account that nobody else has, and gives it `owned` and all below."""
    account = FIRST_ACCOUNT + os.getpid() % ACCOUNTS
    for path in owned:
        os.chown(path, account, account)
        for folder, names, others in os.walk(path):
            for name in (*names, *others):
                os.chown(os.path.join(folder, name), account, account, follow_symlinks=False)
    os.setgroups([])
    os.setresgid(account, account, account)
    os.setresuid(account, account, account)


def grant(ruleset: int, path: str, rights: Iterable[str], files: int) -> None:
    """Grants the rights named to `path` and what is below it."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    allowed = files
    asked = 0
    for right in rights:
        asked |= NAMED[right]
    if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
        allowed &= OF_A_FILE
    beneath = struct.pack("=Qi", asked & allowed, descriptor)
    call("syscall", ADD_RULE, ruleset, PATH_BENEATH, beneath, 0)
    os.close(descriptor)


def with_own_pid(program: bytes, stands_for_it: int) -> bytes:
    """The filter's instructions, each with its number in the last four bytes, with this process in that place."""
    mine, other = struct.pack("<I", os.getpid()), struct.pack("<I", stands_for_it)
    parts = (program[i : i + 8] for i in range(0, len(program), 8))
    return b"".join(part[:4] + mine if part[4:] == other else part for part in parts)


def become_kernel(argv: list[str], listeners: dict[str, int]) -> NoReturn:
    """Answers on sockets that listen already, so that no folder has to be shared with the grader."""
    import zmq
    from ipykernel.iostream import IOPubThread
    from ipykernel.kernelapp import IPKernelApp
    from ipykernel.zmqshell import ZMQInteractiveShell

    class Kernel(IPKernelApp):
        def _try_bind_socket(self, s: Any, port: int) -> Any:
            s.setsockopt(zmq.USE_FD, listeners[str(port)])
            return super()._try_bind_socket(s, port)  # type: ignore[no-untyped-call]

        def init_heartbeat(self) -> None:
            pass  # the grader watches the process itself

    # A TCP socket for the output of processes that a kernel forks, of which there are none.
    IOPubThread._setup_pipe_in = lambda self: setattr(self, "_pipe_flag", False)  # type: ignore[method-assign]
    # `quit()` in a cell would end the kernel a moment after it, and again whenever the cell is run again.
    ZMQInteractiveShell.ask_exit = lambda self: None  # type: ignore[method-assign]
    Kernel.launch_instance(argv)
    sys.exit()


if __name__ == "__main__":
    settings = json.loads(sys.argv[1])
    take_limits(settings["limits"])
    if settings["submission"] != settings["home"]:
        shutil.copytree(settings["submission"], settings["home"], dirs_exist_ok=True)
    # No module of the submission may take the place of one that the kernel is made of. IPython puts the folder back.
    sys.path.remove("")
    os.chdir(settings["home"])
    if "restrict" in settings:
        restrict(settings["restrict"])
    become_kernel(sys.argv[2:], settings["listeners"])
