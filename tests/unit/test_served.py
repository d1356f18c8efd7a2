"""Where the lab's own function took the place of the student's, every report says so at the question it served."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from support import tiny_lab

from autograder.checks.check import Outcome, Result, Verdict
from autograder.grading import assignment as assignments
from autograder.grading.grade import Grade
from autograder.grading.judging import SERVED_NOTE
from autograder.grading.reports.notebook import write_outputs
from autograder.grading.reports.terminal import as_table
from autograder.platforms.gradescope.results import results

NOTE = SERVED_NOTE.format("scale")


@pytest.fixture
def graded() -> Grade:
    right = (Result("greets", "greet() greets by name", Outcome.PASSED, 1),)
    return Grade(5, tiny_lab.solved(), {"greet": Verdict("greet", right, 3, (NOTE,))})


def test_the_notebook(graded: Grade) -> None:
    write_outputs(graded)
    (cell,) = (one for one in graded.notebook.cells if one.id == "greet")
    assert "Here the lab&#x27;s own scale replaced yours" in cell.outputs[0].data["text/html"]


def test_the_terminal(graded: Grade) -> None:
    out = Console(file=io.StringIO(), width=140)
    out.print(as_table(graded))
    assert isinstance(out.file, io.StringIO)
    assert NOTE in " ".join(out.file.getvalue().split())


def test_gradescope(graded: Grade, tmp_path: Path) -> None:
    tiny_lab.make_course(tmp_path)
    found = results(assignments.load(tmp_path, tiny_lab.NAME), graded, 1.0)
    assert f"greet: {NOTE}" in found["output"].splitlines()
