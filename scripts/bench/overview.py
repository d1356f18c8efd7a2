"""A page on a class of a thousand, and a comparison of all their works."""

import resource
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from support import samples

from autograder.engine.package import Package, grade_package
from autograder.gradebook.course import Course
from autograder.grading.evidence.file import unpack
from autograder.grading.folder import read_folder
from bench import classes
from bench.courses import command, hand_in, released
from bench.figures import Row

STUDENTS = 1000
TO_REACH = 30.0
REPEATS = 3


def processor_seconds(course: Path, name: str) -> float:
    """Of one call of the command: it is one process, and a busy machine must not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command(course, "autograder", name, samples.ASSIGNMENT, accepted=(0, 1))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as parent:
        folder = released(Path(parent) / "course")
        hand_in(folder, 1)
        with closing(Course(folder, samples.ASSIGNMENT)) as course:
            handed_in = read_folder(course.submitted("student_0000"), course.assignment)
            graded = grade_package(Package("student_0000", course.assignment, handed_in, seed=1))
            assert graded.evidence is not None
            classes.write(course, STUDENTS, seed=7, sections=unpack(graded.evidence).sections)
        taken = {name: [processor_seconds(folder, name) for _ in range(REPEATS)] for name in ("report", "similar")}
    return {"size": len(graded.evidence), **taken}


def rows(raw: dict[str, Any]) -> list[Row]:
    return [
        Row(what, "no yardstick", f"under {TO_REACH:.0f} s", f"{max(raw[kind]):.0f} s", max(raw[kind]) < TO_REACH)
        for kind, what in (("report", f"report on {STUDENTS:,}"), ("similar", f"comparing {STUDENTS:,} works"))
    ]


def how(raw: dict[str, Any]) -> str:
    report, similar = (", ".join(f"{one:.0f} s" for one in raw[kind]) for kind in ("report", "similar"))
    return f"""
A class whose verdicts are drawn at random, with the questions and answers of one real grading in everybody's evidence
({raw["size"] / 1000:.0f} kB each), and with cells of the corpora as their work, so that many works are the same: the
worst case for comparing them. In processor time `autograder report` takes {report}, `autograder similar` {similar};
each is one process.
"""
