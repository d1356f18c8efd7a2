"""A notebook handed in with the outputs of its runs: its table stands, or both tables count."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support import samples

from autograder.grading import assignment as assignments
from autograder.grading.grade import Grade
from autograder.grading.recipe import Submission, grade_submission
from autograder.grading.rejudge import rejudge
from autograder.labs.lab13_rnn.data_table import CELL

pytestmark = [pytest.mark.timeout(1500), pytest.mark.xdist_group("course")]


@pytest.fixture(scope="module")
def handed_in(course: Path) -> Any:
    """The complete student's notebook with what the runs had printed, which the graded copy shows."""
    graded, submitted = (
        nbformat.read(course / folder / "complete" / samples.ASSIGNMENT / samples.NOTEBOOK, as_version=4)
        for folder in ("autograded", "submitted")
    )
    (printed,) = (cell.outputs for cell in graded.cells if cell.id == CELL)
    for cell in submitted.cells:
        if cell.id == CELL:
            cell.outputs = printed
    return submitted


def grade(course: Path, notebook: Any) -> Grade:
    known = assignments.load(course, samples.ASSIGNMENT)
    return grade_submission(known, Submission(nbformat.writes(notebook).encode(), {}), seed=5)


def shown(result: Grade) -> str:
    return "".join(output.text for cell in result.notebook.cells if cell.id == CELL for output in cell.outputs)


def test_the_table_handed_in_stands_and_is_judged_again_from_evidence(course: Path, handed_in: Any) -> None:
    result = grade(course, handed_in)
    verdict = result.verdicts["experiments"]
    assert verdict.score == verdict.max_score
    (note,) = verdict.notes
    assert note.startswith("The table handed in was accepted. These runs were trained again and agree with it: ")
    assert note in shown(result)
    assert shown(result).count("(0.0 s)") == 9
    assert result.evidence
    again = rejudge(assignments.load(course, samples.ASSIGNMENT), result.evidence)
    assert again.verdicts == result.verdicts
    assert again.comments == result.comments


def test_where_it_does_not_repeat_all_is_run_and_answers_may_quote_either(course: Path, handed_in: Any) -> None:
    notebook = nbformat.from_dict(handed_in)
    for cell in notebook.cells:
        if cell.id == CELL:
            for output in cell.outputs:
                output.text = re.sub(r"loss \d\.\d", "loss 3.3", output.text)
        if cell.id == "answer_2":
            cell.source = re.sub(r"\b(8|32|64|128)\b", "some", cell.source).replace("0.71", "3.31").replace("0.13", "—")
    result = grade(course, notebook)
    assert all(verdict.score == verdict.max_score for verdict in result.verdicts.values())
    (note,) = result.verdicts["experiments"].notes
    refused = "The table handed in was not accepted, and all runs were trained again"
    assert re.match(refused + r": the run with .* has the loss 3\.3", note)
    assert shown(result).count("loss 3.3") == 10
    assert "values quoted from the table handed in: 3.31" in result.comments["answer_2"]
    assert "values quoted from the table: none" in result.comments["answer_2"]
