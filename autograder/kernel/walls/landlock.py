"""Landlock: each kernel gives up, by itself and for good, whatever it does not need. Takes no privileges or namespaces.

Files go by Landlock's rules, the rest by the filter of system calls: no network, no change of rights, owners and times,
no word to another process. Where the grader is root, each kernel has an account of its own besides, if the Python that
grades can be read from there. The kernel's folders lie on disk; the watch counts what is in them.

The rules are those of the kernel's documentation (docs.kernel.org/userspace-api/landlock.html), by ABI: 3 is the first
that keeps files from being cut short.
"""

import base64
import ctypes
import functools
import os
import sys
from pathlib import Path
from typing import Any

from autograder.kernel.limits import Limits
from autograder.kernel.walls import seccomp, view
from autograder.kernel.walls.wall import Held, Wall

CREATE_RULESET, VERSION = 444, 1  # the same on every processor
LEAST_ABI = 3
READ = ("execute", "read_file", "read_dir")
DEVICES = ("/dev/null", "/dev/full", "/dev/random", "/dev/urandom")
# What TensorFlow and others read of the machine and of their own process. Not /proc/self as a whole: its net/ tells
# of all sockets of the machine. Without cmdline TensorFlow aborts at its first operation.
ABOUT_ITSELF = tuple(
    f"/proc/self/{name}" for name in ("maps", "smaps", "statm", "stat", "status", "limits", "cgroup", "fd", "cmdline")
)
ABOUT_THE_MACHINE = ("/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu")


class Landlock(Wall):
    name = "landlock"
    on_disk = True

    def problem(self) -> str:
        if abi() < LEAST_ABI:
            found = f"this kernel's Landlock is of ABI {abi()}" if abi() else "this kernel has no Landlock"
            return f"{found}; ABI {LEAST_ABI} is needed (Linux 6.2 or newer)"
        return seccomp.problem()

    @property
    def described(self) -> str:
        return f"landlock (ABI {abi()}{', own account' if own_account() else ''})"

    def home(self, folder: Path, place: Path) -> Path:
        return place / "home"

    def submission(self, folder: Path) -> Path:
        return folder

    def cold(
        self,
        argv: list[str],
        folder: Path,
        connection_file: str,
        environment: dict[str, str],
        limits: Limits,
        rules: int,
    ) -> list[str]:
        return argv

    def nursery(self, argv: list[str], environment: dict[str, str], limits: Limits) -> list[str]:
        return argv

    def inside(self, home: Path, connection_file: str, limits: Limits) -> dict[str, Any]:
        readable = {str(path): READ for path in granted()}
        # Names alone, which imports look for. Of the grader's packages no file below can be opened.
        listed = {str(path): ("read_dir",) for path in _searched() if str(path) not in readable}
        files = dict.fromkeys((*ABOUT_THE_MACHINE, connection_file, *ABOUT_ITSELF), READ)
        devices = dict.fromkeys(DEVICES, ("read_file", "write_file", "truncate"))
        restrict = {
            "grants": readable | listed | files | devices | {str(home): ("all",)},
            "owned": [str(home), connection_file],
            "own_account": own_account(),
            "filter": base64.b64encode(seccomp.program(seccomp.LANDLOCK)).decode("ascii"),
            "pid": seccomp.OWN_PID,
        }
        return {"restrict": restrict}

    def held(self, pid: int, home: Path) -> Held:
        files = size = 0
        for folder, names, others in os.walk(home):
            files += len(names) + len(others)
            size += sum(os.lstat(os.path.join(folder, name)).st_blocks * 512 for name in others)
        return Held(files, size)


@functools.cache
def abi() -> int:
    """The ABI version of this machine's Landlock; 0 if it has none."""
    if not sys.platform.startswith("linux"):
        return 0
    version: int = ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, VERSION)
    return max(0, version)


@functools.cache
def own_account() -> bool:
    """Whether kernels get an account of their own: the grader is root, and others can reach the Python that grades."""
    prefixes = [Path(sys.executable), *view.python_prefixes()]
    folders = {parent for prefix in prefixes for parent in (prefix, *prefix.parents)}
    return os.geteuid() == 0 and all(folder.stat().st_mode & 0o001 for folder in folders)


@functools.cache
def granted() -> tuple[Path, ...]:
    """The paths that can be read. Rules take no rights away, so the neighbours of a hidden folder are granted each."""
    hidden = [folder.resolve() for folder in view.hidden_folders()]
    return tuple(sorted({grant for path in view.shown() for grant in _without(path.resolve(), hidden)}))


def _without(path: Path, hidden: list[Path]) -> list[Path]:
    """What to grant of `path`, which is no link, so that nothing `hidden` can be read by it."""
    if any(path.is_relative_to(folder) for folder in hidden):
        return []
    if not any(folder.is_relative_to(path) for folder in hidden):
        return [path]
    below = (child.resolve() for child in path.iterdir())
    # A link that leads further up is granted where it leads to.
    return [grant for child in below if not path.is_relative_to(child) for grant in _without(child, hidden)]


def _searched() -> list[Path]:
    """The folders in which Python looks for modules."""
    return [Path(path) for path in sys.path if path.endswith("-packages") and Path(path).is_dir()]
