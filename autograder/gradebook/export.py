"""nbgrader's spreadsheet, without scores for students who wait for a person, and with names that run no formula."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin

from autograder.grading.reports.spreadsheet import inert

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
NOTHING = ("0.0", "0.0", "0.0")  # nbgrader's scores for a student who handed in nothing


class ExportWithoutFalseZeros(ExportPlugin):
    """nbgrader's own columns, with quotes where needed, which nbgrader's plugin leaves out.

    nbgrader counts a question without an automatic score as 0; here the scores stay empty until a person has given
    points. Written answers that nobody has marked count as 0, as in nbgrader.
    """

    def export(self, gradebook: Gradebook) -> None:
        with Path(self.to or "grades.csv").open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(COLUMNS)
            for row in self._rows(gradebook):
                lines.writerow([inert("" if value is None else str(value)) for value in row])

    def _rows(self, gradebook: Gradebook) -> Iterator[list[Any]]:
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if _is_asked_for(assignment.name, self.assignment) and _is_asked_for(student.id, self.student):
                    yield _row(gradebook, assignment, student)


def _is_asked_for(name: str, only: list[Any]) -> bool:
    return not only or name in map(str, only)


def _row(gradebook: Gradebook, assignment: Assignment, student: Student) -> list[Any]:
    who = [student.id, student.last_name, student.first_name, student.email]
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return [assignment.name, assignment.duedate, "", *who, *NOTHING, assignment.max_score]
    penalty = submission.late_submission_penalty
    scores = [submission.score, penalty, max(0.0, submission.score - penalty)]
    if any(_waits(grade) for notebook in submission.notebooks for grade in notebook.grades):
        scores = [None, None, None]
    return [assignment.name, assignment.duedate, submission.timestamp, *who, *scores, assignment.max_score]


def _waits(grade: Any) -> bool:
    """Whether the grade is of a code cell and has no score."""
    return grade.cell_type == "code" and grade.auto_score is None and grade.manual_score is None
