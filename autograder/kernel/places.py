"""Temporary folders below /tmp. Their process removes them when it ends; if it is killed, the next grading does."""

import contextlib
import errno
import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from autograder.kernel.walls.wall import SandboxUnavailable

TEMPORARY = "/tmp"  # close to the root: names of Unix sockets end at 107 bytes
KINDS = ("lab", "nursery")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class Terminated(BaseException):
    """Somebody asked this process to end."""


def new_place(kind: str = "lab") -> Path:
    """Makes an empty folder of this process. Raises SandboxUnavailable if that fails."""
    try:
        return Path(tempfile.mkdtemp(prefix=f"{kind}-{os.getpid()}-{_namespace()}-", dir=TEMPORARY))
    except OSError as error:
        raise _no_room(error) from error


@contextlib.contextmanager
def room_needed() -> Iterator[None]:
    """Raises SandboxUnavailable where a disk is too full for what is written meanwhile."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise _no_room(error) from error


def _no_room(error: OSError) -> SandboxUnavailable:
    return SandboxUnavailable(f"no room in {TEMPORARY} ({error.strerror}): free some and run this again")


def clear_up() -> None:
    """Removes the places that processes of this account and this machine have left, which are gone."""
    for place in Path(TEMPORARY).glob(f"*-*-{_namespace()}-*"):
        kind, pid, *_ = place.name.split("-")
        if kind in KINDS and pid.isdigit() and not os.path.exists(f"/proc/{pid}") and _is_own(place):
            shutil.rmtree(place, ignore_errors=True)


def _namespace() -> int:
    """A number that all processes of a container share. A process of another container is not taken for dead."""
    return os.stat("/proc/self/ns/pid").st_ino


def _is_own(place: Path) -> bool:
    try:
        about = place.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid()


@contextlib.contextmanager
def terminated_in_order() -> Iterator[None]:
    """While this is open, the first SIGTERM raises Terminated, so that resources are released."""

    def end(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
