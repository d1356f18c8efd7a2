"""What it costs the grader to look at an input: seconds of a core, and memory."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase

from autograder.grading.limited import Ended, Failed, limited
from autograder.kernel.limits import LIMITS, MIB

SECONDS = 20.0
FUZZING = replace(LIMITS, judging_memory=1024 * MIB, judging_seconds=SECONDS)


@dataclass
class Found:
    """What came of one subject: how many inputs, the dearest of them by seconds and by bytes, and the faults."""

    inputs: int = 0
    seconds: float = 0.0
    slowest: str = ""
    growth: int = 0
    largest: str = ""
    faults: list[str] = field(default_factory=list)


class Fault(AssertionError):
    """The grader's own fault, or more than an input of this size may cost."""


@dataclass(frozen=True)
class Subject:
    """What is tried: inputs, what the grader does with one and what it must say of it, and what that may cost.

    `look` returns "" or what is wrong. An input of `size` may take `seconds` and `growth` bytes of memory.
    """

    title: str
    inputs: Any
    look: Callable[[Any], str]
    size: Callable[[Any], int]
    seconds: float
    growth: int


def fuzz(subject: Subject, examples: int, seed: int) -> Found:
    """Tries so many inputs, and looks for dearer ones where it found dear ones; stops at a fault, made as small."""
    found = Found()

    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.target, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.seed(seed)
    @hypothesis.given(subject.inputs)
    def one(given: Any) -> None:
        found.inputs += 1
        fault, seconds, growth = _cost(lambda: subject.look(given))
        shown = _shown(given, subject.size(given))
        if seconds > found.seconds:
            found.seconds, found.slowest = seconds, shown
        if growth > found.growth:
            found.growth, found.largest = growth, shown
        hypothesis.target(seconds, label="seconds")
        hypothesis.target(growth / MIB, label="growth")
        if fault or seconds > subject.seconds or growth > subject.growth:
            raise Fault(fault or f"{seconds:.1f} s and {growth // MIB} MiB for {shown}")

    try:
        one()
    except Fault as fault:
        found.faults.append(str(fault))
    return found


def _cost(work: Callable[[], str]) -> tuple[str, float, int]:
    """What `work` says is wrong, its seconds and how far the memory grew, in a process that is ended past limits."""

    def measured(_: Any) -> tuple[str, float, int]:
        before, started = _peak(), time.process_time()
        fault = work()
        return fault, time.process_time() - started, _peak() - before

    try:
        return limited(measured, print, FUZZING, SECONDS)[0]
    except Ended as end:
        return str(end), SECONDS, 0
    except Failed as fault:
        return f"it raised {fault}", 0.0, 0


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _shown(given: Any, size: int) -> str:
    text = repr(given)
    return f"{size:,} bytes: {text if len(text) <= 80 else f'{text[:60]} … {text[-16:]}'}"
