"""What judging costs by itself: the solved notebook is graded once, and judged from its evidence again and again."""

import time
from statistics import median
from typing import Any

from autograder.engine.package import Package, grade_package
from autograder.grading.assignment import load
from autograder.grading.evidence.file import unpack
from autograder.grading.folder import read_folder
from autograder.grading.rejudge import rejudge
from bench.courses import ROOT, SOLVED
from bench.figures import Row, spread
from bench.fresh import fresh

REPEATS = 20
TO_REACH = 1.0


def run() -> dict[str, Any]:
    """CPU seconds of each judging from evidence, reading it included, and how large the evidence is."""
    assignment = load(ROOT, SOLVED.stem)
    packed = grade_package(Package("solved", assignment, read_folder(SOLVED.parent, assignment), seed=13)).evidence
    assert packed is not None
    seconds = []
    for _ in range(REPEATS):
        started = time.process_time()
        rejudge(assignment, unpack(packed))
        seconds.append(time.process_time() - started)
    replies = sum(len(section.exchanges) for section in unpack(packed).sections)
    return {"cpu": seconds, "bytes": len(packed), "replies": replies}


def measure() -> dict[str, Any]:
    return fresh(run)


def rows(raw: dict[str, Any]) -> list[Row]:
    what = "judging one submission's answers (checks alone, no kernel)"
    return [Row(what, "–", f"under {TO_REACH:.0f} s of CPU", spread(raw["cpu"], "s", 3), median(raw["cpu"]) < TO_REACH)]


def how(raw: dict[str, Any]) -> str:
    return f"""
The solved notebook is graded, and judged again from its evidence, {len(raw["cpu"])} times in one process:
{raw["replies"]} replies in {raw["bytes"] / 1000:.0f} kB. Counted is processor time, unpacking and decoding included.
"""
