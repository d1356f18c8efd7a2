"""Everything that nbgrader's gradebook says about an assignment, by student, read in five queries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from autograder.grading.judging import GRADER_NOTE

NO_RESPONSE = "No response."  # nbgrader's comment on a cell that the student did not change


@dataclass
class Standing:
    """One submission. `marks` are points by grade id, None if a person has to decide; they are made of
    `automatic` and `manual`, which includes extra credit.

    `seconds_late` is 0 without a due date; `penalty` is in points. `said` is the reason that grading left as a comment
    if nothing could be judged.
    """

    student: str
    handed_in: datetime | None = None
    seconds_late: float = 0.0
    penalty: float = 0.0
    marks: dict[str, float | None] = field(default_factory=dict)
    automatic: dict[str, float | None] = field(default_factory=dict)
    manual: dict[str, float | None] = field(default_factory=dict)
    said: str = ""


def names(gradebook: Gradebook) -> dict[str, str]:
    """The names of all students on nbgrader's list, by id; "" if it has no name."""
    rows = gradebook.db.query(Student.id, Student.first_name, Student.last_name).order_by(Student.id)
    return {student: " ".join(part for part in (first, last) if part) for student, first, last in rows}


def standings(gradebook: Gradebook, assignment: str) -> dict[str, Standing]:
    """All submissions of the assignment in the gradebook, by student."""
    found = {one.student: one for one in _submissions(gradebook, assignment)}
    for student, penalty in _of_notebooks(gradebook, assignment, SubmittedNotebook.late_submission_penalty):
        found[student].penalty += penalty or 0.0
    columns = (BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
    rows = _of_notebooks(gradebook, assignment, *columns).join(Grade, Grade.notebook_id == SubmittedNotebook.id)
    for student, cell, automatic, manual, extra, waits in rows.join(BaseCell, Grade.cell_id == BaseCell.id):
        one = found[student]
        one.marks[cell] = _points(automatic, manual, extra, waits)
        one.automatic[cell] = automatic
        one.manual[cell] = manual if not extra else (manual or 0.0) + extra
    rows = _of_notebooks(gradebook, assignment, Comment.auto_comment)
    rows = rows.join(Comment, Comment.notebook_id == SubmittedNotebook.id).order_by(Comment.id)
    for student, said in rows.filter(Comment.auto_comment.is_not(None)):
        if said != NO_RESPONSE and not said.startswith(GRADER_NOTE):
            found[student].said = found[student].said or said
    return found


def _submissions(gradebook: Gradebook, assignment: str) -> Iterator[Standing]:
    columns = (SubmittedAssignment.student_id, SubmittedAssignment.timestamp, SubmittedAssignment.extension)
    rows = gradebook.db.query(*columns, Assignment.duedate).join(Assignment).filter(Assignment.name == assignment)
    for student, handed_in, extension, due in rows.order_by(SubmittedAssignment.student_id):
        late = (handed_in - due - (extension or timedelta())).total_seconds() if handed_in and due else 0.0
        yield Standing(student, handed_in, max(0.0, late))


def _of_notebooks(gradebook: Gradebook, assignment: str, *columns: Any) -> Any:
    """A query for the student's id and these columns of the assignment's submitted notebooks."""
    rows = gradebook.db.query(SubmittedAssignment.student_id, *columns).select_from(SubmittedNotebook)
    rows = rows.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    rows = rows.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    rows = rows.join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
    return rows.filter(Assignment.name == assignment, Notebook.name == assignment)


def _points(automatic: float | None, manual: float | None, extra: float | None, waits: bool) -> float | None:
    """The points that nbgrader counts; None while it shows the cell as waiting for a person."""
    given = automatic if manual is None else manual
    return None if waits or given is None else given + (extra or 0.0)
