"""What is read of nbgrader's gradebook in a few queries, against what nbgrader itself says of it."""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.gradebook.standing import names, standings

DUE = datetime(2026, 11, 20, 12)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two assignments with a notebook of the same name each; one submission, half marked, and who handed in nothing."""
    path = tmp_path_factory.mktemp("standing") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.path.dirname(sys.executable), prepend=os.pathsep)  # nbgrader calls alembic by name
        with Gradebook(f"sqlite:///{path}") as opened, opened.db.no_autoflush:
            fill(opened)
        yield path


def fill(gradebook: Gradebook) -> None:
    for name in ("lab", "other"):
        gradebook.add_assignment(name, duedate=DUE)
        gradebook.add_notebook("lab", name)
        for cell, kind in (("code", "code"), ("answer", "markdown")):
            gradebook.add_grade_cell(cell, "lab", name, max_score=4, cell_type=kind)
            gradebook.add_solution_cell(cell, "lab", name)
    gradebook.add_student("ada", first_name="Ada", last_name="Ng")
    gradebook.add_student("zoe")
    gradebook.add_submission("other", "zoe")
    gradebook.add_submission("lab", "ada", timestamp=DUE + timedelta(hours=30), extension=timedelta(hours=24))
    code = gradebook.find_grade("code", "lab", "lab", "ada")
    code.auto_score, code.needs_manual_grade = 3.0, False
    gradebook.find_submission("lab", "ada").notebooks[0].late_submission_penalty = 1.5
    gradebook.db.commit()


@pytest.fixture
def gradebook(written: Path, tmp_path: Path) -> Iterator[Gradebook]:
    shutil.copy(written, tmp_path)
    with Gradebook(f"sqlite:///{tmp_path / written.name}") as opened:
        yield opened


def test_a_submission_is_as_nbgrader_has_it(gradebook):
    found = standings(gradebook, "lab")
    assert list(found) == ["ada"]
    ada, theirs = found["ada"], gradebook.find_submission("lab", "ada")
    assert ada.marks == {"code": 3.0, "answer": None}
    assert ada.seconds_late == theirs.total_seconds_late == 6 * 3600
    assert ada.penalty == theirs.late_submission_penalty == 1.5
    assert ada.handed_in == theirs.timestamp


def test_marks_of_people_take_the_place_of_automatic_ones(gradebook):
    code, answer = (gradebook.find_grade(name, "lab", "lab", "ada") for name in ("code", "answer"))
    code.manual_score, code.extra_credit = 1.0, 0.5
    answer.manual_score, answer.needs_manual_grade = 2.0, False
    gradebook.db.commit()
    marks = standings(gradebook, "lab")["ada"].marks
    assert marks == {"code": 1.5, "answer": 2.0}
    assert sum(marks.values()) == gradebook.find_submission("lab", "ada").score
    answer.needs_manual_grade = True  # what was marked is no longer what stands there
    gradebook.db.commit()
    assert standings(gradebook, "lab")["ada"].marks["answer"] is None


def test_the_reason_is_the_comment_that_is_no_note_and_not_nbgraders_own(gradebook):
    for name, said in (("code", "No response."), ("answer", "For the grader: 41 words")):
        gradebook.find_comment(name, "lab", "lab", "ada").auto_comment = said
    gradebook.db.commit()
    assert standings(gradebook, "lab")["ada"].said == ""
    gradebook.find_comment("code", "lab", "lab", "ada").auto_comment = "it is an HTML page"
    gradebook.db.commit()
    assert standings(gradebook, "lab")["ada"].said == "it is an HTML page"


def test_nobody_is_late_without_a_due_date_or_before_it(gradebook):
    submission = gradebook.find_submission("lab", "ada")
    submission.timestamp = DUE - timedelta(hours=1)
    gradebook.db.commit()
    assert standings(gradebook, "lab")["ada"].seconds_late == 0
    gradebook.find_assignment("lab").duedate = None
    submission.timestamp = DUE + timedelta(days=9)
    gradebook.db.commit()
    assert standings(gradebook, "lab")["ada"].seconds_late == 0


def test_the_list_of_students_has_their_names(gradebook):
    assert names(gradebook) == {"ada": "Ada Ng", "zoe": ""}
