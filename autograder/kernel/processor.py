"""How long a process tree has worked, as its limits count it: on a busy machine no less time is left for its work."""

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

WAITING = "SIZTtXx"  # the states of a thread that would not run if a processor were free (proc(5))


class Clock:
    """Seconds that a process tree used. The caller calls `look` several times a second.

    While one of its threads runs, or waits for a processor or a disk, these are seconds of processor time, and never
    more than went by. While all of them sleep, time goes on as on the wall.
    """

    def __init__(self, longest: float) -> None:
        self.seconds = 0.0
        self._longest = longest
        self._seen = time.monotonic()
        self._worked = 0.0

    def look(self, tree: Sequence[psutil.Process]) -> None:
        """Adds what `tree` used since the last look, of which at most `longest` seconds: the grader may have waited."""
        now = time.monotonic()
        went_by, self._seen = min(now - self._seen, self._longest), now
        worked, is_awake = _work(tree)
        used, self._worked = max(0.0, worked - self._worked), max(worked, self._worked)
        self.seconds += min(used, went_by) if is_awake else went_by


def _work(tree: Sequence[psutil.Process]) -> tuple[float, bool]:
    """The tree's seconds of processor time so far, and whether one of its threads is not just waiting."""
    worked, is_awake = 0.0, False
    for process in tree:
        with contextlib.suppress(psutil.Error, OSError):  # it may end at any moment
            worked += sum(process.cpu_times()[:4])  # its own, and those of children that have ended
            is_awake = is_awake or any(map(_is_awake, Path(f"/proc/{process.pid}/task").iterdir()))
    return worked, is_awake


def _is_awake(thread: Path) -> bool:
    """Whether the thread's state, which stands behind its name in parentheses, is another than one of waiting."""
    state = (thread / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    return state not in WAITING
