"""podman with storage of its own, and an image to start from: an empty Debian, as not every machine can pull one."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from machines.debian import debian, handed_in, variables

BASE = "localhost/empty-debian"
PROFILE = Path(__file__).parent / "like_docker.json"
PROFILES = {"the default profile": [], "a profile like Docker's": [f"--security-opt=seccomp={PROFILE}"]}
# Starts on machines with both kinds of control groups, too.
SETTINGS = """
[containers]
default_ulimits = []
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
"""


class Podman:
    """Runs podman's commands in `folder`, where its storage is. Raises CalledProcessError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = folder / "containers.conf"
        settings.write_text(SETTINGS)
        self._environment = os.environ | {"CONTAINERS_CONF": str(settings)}
        self._command = ["podman", "--root", str(folder / "storage"), "--storage-driver", "overlay"]

    def __call__(self, *arguments: str, output: bool = False) -> str:
        """What the command prints where `output` is asked for, else "": it is printed."""
        out = subprocess.PIPE if output else None
        command = [*self._command, *arguments]
        done = subprocess.run(command, env=self._environment, text=True, stdout=out, check=True)
        return (done.stdout or "").strip()

    def build(self, image: str, folder: Path, recipe: str = "") -> None:
        """An image from `folder` by its Containerfile, or by `recipe`, with this machine's sources of packages."""
        if recipe:
            (self.folder / "recipe").write_text(recipe)
        given = [part for path in handed_in() for part in ("--volume", f"{path}:{path}:ro")]
        given += [part for name, value in variables().items() for part in ("--env", f"{name}={value}")]
        file = [f"--file={self.folder / 'recipe'}"] if recipe else []
        self("build", "--quiet", "--network=host", f"--build-arg=BASE={BASE}", *given, *file, "-t", image, str(folder))


@contextlib.contextmanager
def started() -> Iterator[Podman]:
    """podman with an empty Debian as BASE; everything it made goes in the end."""
    if os.geteuid() != 0 or not (shutil.which("podman") and shutil.which("mmdebstrap")):
        sys.exit("container: needs root, podman, runc and mmdebstrap (Debian: apt install podman runc mmdebstrap)")
    folder = Path(tempfile.mkdtemp(prefix="containers-", dir="/var/tmp"))
    try:
        podman = Podman(folder)
        debian(folder / "base")
        subprocess.run(["tar", "-C", str(folder / "base"), "-cf", str(folder / "base.tar"), "."], check=True)
        podman("import", "--quiet", str(folder / "base.tar"), BASE, output=True)
        (folder / "base.tar").unlink()
        yield podman
    finally:
        subprocess.run(["umount", "--quiet", "--recursive", str(folder / "storage")], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
