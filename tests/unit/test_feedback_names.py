"""What the questions are called on the feedback page: as the notebook's headings call them."""

from typing import Any

import nbformat
from support import samples

from autograder.gradebook.feedback import headings
from autograder.grading.submission import new_cell


def marked(name: str, kind: str = "code") -> Any:
    about = {"schema_version": 3, "grade_id": name, "grade": True, "solution": kind == "markdown", "locked": True}
    return new_cell(kind, "## not a heading of the lab", {"nbgrader": about | {"points": 1}})


def test_the_labs_questions_are_called_what_its_headings_say() -> None:
    found = headings(nbformat.read(samples.ROOT / "release" / samples.ASSIGNMENT / samples.NOTEBOOK, as_version=4))
    assert found["vocabulary"] == "Part 1: Characters become numbers"
    assert found["train"] == "Part 5: Learning"
    assert found["experiments"] == "Part 8: Experiments"
    assert found["answer_2"] == "Question 2: Hidden size"
    assert found["analysis_answered"] == "Part 9: Analysis"


def test_a_cell_before_the_first_heading_and_one_behind_another_part() -> None:
    def text(source: str) -> Any:
        return new_cell("markdown", source, {})

    cells = [marked("first"), text("# Lab\n## Part 1 (2.5 points)\n### Sub"), marked("second")]
    cells += [marked("third", "markdown"), text("## Part 2"), marked("fourth", "markdown")]
    assert headings(nbformat.v4.new_notebook(cells=cells)) == {"second": "Part 1", "third": "Sub", "fourth": "Part 2"}
