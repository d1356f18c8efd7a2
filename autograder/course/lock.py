"""One command at a time writes into a course."""

import contextlib
import fcntl
import getpass
import os
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from autograder.gradebook.course import CannotWrite
from autograder.kernel.text import one_line

NAME = ".autograder.lock"
MAX_HOLDER = 300


@contextlib.contextmanager
def locked(root: Path, command: str) -> Iterator[None]:
    """Holds the course folder `root` while `command` writes into it. Raises CannotWrite, which names who holds it.

    The system releases the lock when the process ends, however it ends.
    """
    path = root / NAME
    try:
        held = _held(path)
    except BlockingIOError:
        holder = one_line(_holder(path), MAX_HOLDER)
        raise CannotWrite(f"{root} is in use by {holder}: call this again when that is done") from None
    except OSError as error:
        raise CannotWrite(f"{root} takes no grades ({error.strerror}): make it writable and call this again") from error
    try:
        with contextlib.suppress(OSError):  # the disk may be full; then others cannot see who holds it
            os.write(held, f"{command}, {_who()}".encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(held)


def _held(path: Path) -> int:
    """A descriptor that holds the lock at `path`. Raises OSError, and BlockingIOError if another process holds it."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.exists(path) and os.path.samestat(os.fstat(descriptor), os.stat(path)):
                os.ftruncate(descriptor, 0)
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # its holder has just removed the file


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace") or "another process"
    except OSError:
        return "another process"


def _who() -> str:
    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        account = f"account {os.getuid()}"
    return f"process {os.getpid()} of {account} on {socket.gethostname()} since {datetime.now():%Y-%m-%d %H:%M:%S}"
