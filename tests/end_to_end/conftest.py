"""One course for all tests here: released, handed in, autograded and fed back with the real nbgrader commands."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from engine_course import grade, released
from nbgrader.api import Gradebook
from rich.console import Console
from support import samples

from autograder.grading.evidence.file import file_name

EXTRA = {
    "not_a_notebook": b"\x00\xff this is no notebook",
    "another_notebook": b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
}


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a graded course: the demonstration's five students, and two with files that are no notebook."""
    folder = tmp_path_factory.mktemp("course")
    console = Console(quiet=True)
    samples.release(folder, console)
    for student, replaced in samples.submissions(folder).items():
        samples.submit(folder, student, replaced)
    # A student's own file of the name that the grader gives to what it keeps.
    (folder / "submitted" / "untouched" / samples.ASSIGNMENT / file_name(samples.ASSIGNMENT)).write_bytes(
        b"all correct"
    )
    for student, data in EXTRA.items():
        handed_in = folder / "submitted" / student / samples.ASSIGNMENT
        handed_in.mkdir(parents=True)
        (handed_in / samples.NOTEBOOK).write_bytes(data)
    samples.nbgrader(folder, console, "autograde", samples.ASSIGNMENT)
    samples.nbgrader(folder, console, "generate_feedback", samples.ASSIGNMENT)
    return folder


@pytest.fixture
def gradebook(course: Path) -> Iterator[Gradebook]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as opened:
        yield opened


@pytest.fixture
def grades(gradebook: Gradebook) -> Callable[[str], dict[str, tuple[float | None, bool]]]:
    """For a student, each graded cell's automatic score and whether it waits for a person."""

    def look(student: str) -> dict[str, tuple[float | None, bool]]:
        submission = gradebook.find_submission(samples.ASSIGNMENT, student)
        return {g.name: (g.auto_score, g.needs_manual_grade) for g in submission.notebooks[0].grades}

    return look


@pytest.fixture(scope="session")
def graded(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course that nbgrader graded, with the same submissions graded by the engine."""
    folder = released(tmp_path_factory.mktemp("engine") / "course")
    shutil.copytree(course / "submitted", folder / "submitted")
    code, said = grade(folder)
    assert code == 1, said  # two are no notebooks of the lab
    return folder
