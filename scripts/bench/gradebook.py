"""Writing one grade into a gradebook of few students and of many."""

import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy.orm import Session
from support import samples

from autograder.engine.package import Package, grade_package
from autograder.gradebook.course import Course
from autograder.grading.folder import read_folder
from bench.courses import released
from bench.figures import Row, ratios, spread

FEW, MANY = 50, 5000
REPEATS = 20
TO_REACH = 1.5


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as parent:
        courses = {size: released(Path(parent) / str(size)) for size in (FEW, MANY)}
        opened = {}
        for size, folder in courses.items():
            samples.submit(folder, "untouched", None)
            opened[size] = Course(folder, samples.ASSIGNMENT)
            _enrol(opened[size], size)
        handed_in = read_folder(opened[FEW].submitted("untouched"), opened[FEW].assignment)
        graded = grade_package(Package("untouched", opened[FEW].assignment, handed_in, seed=1))
        raw: dict[str, Any] = {str(size): [] for size in opened}
        for number in range(REPEATS):
            for size, course in opened.items():
                started = time.perf_counter()
                course.write(replace(graded, student=f"new_{number}"), handed_in.digest)
                raw[str(size)].append(time.perf_counter() - started)
        for course in opened.values():
            with closing(course):
                pass
    return raw


def _enrol(course: Course, size: int) -> None:
    """Fills the gradebook with students who have a submission each, in one transaction."""
    gradebook, outside = course.gradebook, course.gradebook.db
    with gradebook.engine.begin() as connection:
        gradebook.db = Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False)
        for number in range(size):
            gradebook.update_or_create_student(f"student_{number}")
            with gradebook.db.no_autoflush:
                gradebook.update_or_create_submission(samples.ASSIGNMENT, f"student_{number}")
            gradebook.db.expunge_all()
        gradebook.db.close()
        gradebook.db = outside


def rows(raw: dict[str, Any]) -> list[Row]:
    slower = ratios(raw[str(MANY)], raw[str(FEW)])
    what = f"gradebook with {MANY:,} students: one submission's write"
    return [Row(what, f"with {FEW}", f"within {TO_REACH} times", spread(slower, "times"), median(slower) <= TO_REACH)]


def how(raw: dict[str, Any]) -> str:
    few, many = (spread([1000 * seconds for seconds in raw[str(size)]], "ms", 0) for size in (FEW, MANY))
    return f"""
Two SQLite gradebooks, in which each student has a submission with all its rows; then {len(raw[str(FEW)])} new students'
grades are written to each in turn, rows and folder: {few} and {many}.
"""
