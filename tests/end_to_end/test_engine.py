"""`autograder grade` leaves what `nbgrader autograde` leaves."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from engine_course import QUIET, grade, rows, tree
from support import samples

pytestmark = [pytest.mark.timeout(1500), pytest.mark.xdist_group("course")]


def cells(course: Path, student: str) -> list[tuple[str, str, Any, list[tuple[str, list[str]]]]]:
    """The autograded notebook, without what differs from run to run: seeds, times and drawn texts in outputs."""
    path = course / "autograded" / student / samples.ASSIGNMENT / samples.NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    return [
        (
            cell.cell_type,
            cell.source,
            cell.metadata,
            [(output.output_type, sorted(output.get("data", {}))) for output in cell.get("outputs", [])],
        )
        for cell in notebook.cells
    ]


def test_the_rows_are_those_of_nbgrader(course: Path, graded: Path) -> None:
    expected = rows(course)
    assert len(expected["grade"]) == 7 * 14
    assert rows(graded) == expected


def test_the_files_are_those_of_nbgrader(course: Path, graded: Path) -> None:
    assert tree(graded) == tree(course)


@pytest.mark.parametrize("student", ["complete", "crashes", "untouched", "not_a_notebook"])
def test_the_notebooks_are_those_of_nbgrader(course: Path, graded: Path, student: str) -> None:
    assert cells(graded, student) == cells(course, student)


def test_feedback_can_be_made(graded: Path) -> None:
    samples.nbgrader(graded, QUIET, "generate_feedback", samples.ASSIGNMENT)
    page = graded / "feedback" / "wrong_lengths" / samples.ASSIGNMENT / samples.NOTEBOOK.replace("ipynb", "html")
    assert "generate() returns a string of exactly <code>length</code> new characters" in page.read_text(
        encoding="utf-8"
    )


def test_what_has_its_grade_is_left_alone_until_it_changes(graded: Path) -> None:
    code, said = grade(graded)
    assert code == 1  # two still wait for a person, and are named again
    assert "0 graded" in said
    assert "left to a person: another_notebook, not_a_notebook; autograder explain says why" in said
    folder = graded / "submitted" / "not_a_notebook" / samples.ASSIGNMENT
    (folder / samples.NOTEBOOK).write_bytes(b"something else")
    assert "1 graded" in grade(graded)[1]
    for when in ("2026-11-20 10:00:00 UTC", "2026-11-20 11:00:00 UTC"):
        (folder / "timestamp.txt").write_text(when, encoding="utf-8")
        assert "1 graded" in grade(graded)[1]
        assert "0 graded" in grade(graded)[1]
