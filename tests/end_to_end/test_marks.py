"""What people marked, when a submission is graded again: only answers that changed wait again."""

from pathlib import Path

import nbformat
import pytest
from engine_course import grade, released
from nbgrader.api import Gradebook
from rich.console import Console
from support import samples

pytestmark = pytest.mark.timeout(600)
ANSWERS = [f"answer_{number}" for number in range(1, 6)]
STUDENT = "writer"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one graded submission: five answers in an otherwise untouched notebook."""
    folder = released(tmp_path_factory.mktemp("marks") / "course")
    samples.submit(folder, STUDENT, None)
    write(folder, {name: f"My words on {name}." for name in ANSWERS})
    code, said = grade(folder)
    assert code == 0, said
    return folder


def write(course: Path, answers: dict[str, str]) -> None:
    path = course / "submitted" / STUDENT / samples.ASSIGNMENT / samples.NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    nbformat.write(notebook, path)


def mark(course: Path) -> None:
    """As the formgrader does: a score, and nothing left to be done."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for name in ANSWERS:
            row = gradebook.find_grade(name, samples.ASSIGNMENT, samples.ASSIGNMENT, STUDENT)
            row.manual_score, row.needs_manual_grade = 1.5, False
        gradebook.db.commit()


def waiting(course: Path) -> list[str]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission(samples.ASSIGNMENT, STUDENT).notebooks[0].grades
        assert {row.manual_score for row in grades if row.name in ANSWERS} == {1.5}
        return sorted(row.name for row in grades if row.needs_manual_grade)


def by_engine(course: Path) -> None:
    code, said = grade(course, "--force")
    assert code == 0, said


def by_nbgrader(course: Path) -> None:
    samples.nbgrader(course, Console(quiet=True), "autograde", samples.ASSIGNMENT, "--force")


@pytest.mark.parametrize("again", [by_engine, by_nbgrader])
def test_only_answers_that_changed_wait_again(course, again):
    mark(course)
    again(course)
    assert waiting(course) == []
    write(course, {"answer_2": f"Other words, by {again.__name__}."})
    again(course)
    assert waiting(course) == ["answer_2"]
