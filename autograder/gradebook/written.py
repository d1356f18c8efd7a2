"""Written answers in the gradebook: reads their marks, and saves a person's mark as nbgrader's formgrader does."""

from dataclasses import dataclass

from nbgrader.api import Comment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import func, update


class Overtaken(Exception):
    """Somebody else has marked the answer since it was shown."""


@dataclass(frozen=True)
class Mark:
    """What a person gave for an answer: `score` in points, None if nobody has decided, and a comment."""

    score: float | None
    comment: str


@dataclass(frozen=True)
class Standing:
    """The state of a student's answer: its mark, whether it waits for a person, and the note to the grader."""

    student: str
    mark: Mark
    waits: bool
    note: str


def standings(gradebook: Gradebook, assignment: str, answer: str) -> list[Standing]:
    """The state of every student's answer with the grade id `answer`, by student id."""
    grade_cell, solution_cell = _cells(gradebook, assignment, answer)
    rows = (
        gradebook.db.query(SubmittedAssignment.student_id, Grade, Comment)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .filter(Grade.cell_id == grade_cell, Comment.cell_id == solution_cell)
        .order_by(SubmittedAssignment.student_id)
        .populate_existing()  # another person may have marked meanwhile
    )
    found = [_standing(student, grade, comment) for student, grade, comment in rows]
    gradebook.db.rollback()  # a transaction left open would keep others from writing
    return found


def _standing(student: str, grade: Grade, comment: Comment) -> Standing:
    mark = Mark(grade.manual_score, comment.manual_comment or "")
    return Standing(student, mark, bool(grade.needs_manual_grade), comment.auto_comment or "")


def save_mark(gradebook: Gradebook, assignment: str, answer: str, student: str, seen: Mark, given: Mark) -> None:
    """Replaces the mark `seen` by `given`. Raises Overtaken if the gradebook holds another mark by now.

    Both rows are compared and written in one transaction. As in the formgrader, an answer without a score waits.
    """
    grade_cell, solution_cell = _cells(gradebook, assignment, answer)
    notebook = gradebook.find_submission_notebook(assignment, assignment, student).id
    grade = (
        update(Grade)
        .where(Grade.cell_id == grade_cell, Grade.notebook_id == notebook)
        .where(Grade.manual_score.is_not_distinct_from(seen.score))
        .values(manual_score=given.score, needs_manual_grade=given.score is None)
    )
    comment = (
        update(Comment)
        .where(Comment.cell_id == solution_cell, Comment.notebook_id == notebook)
        .where(func.coalesce(Comment.manual_comment, "") == seen.comment)
        .values(manual_comment=given.comment)
    )
    changed = [gradebook.db.execute(one).rowcount for one in (grade, comment)]
    if changed != [1, 1]:
        gradebook.db.rollback()
        raise Overtaken(f"somebody else has marked {answer} of {student} since it was shown")
    gradebook.db.commit()


def _cells(gradebook: Gradebook, assignment: str, answer: str) -> tuple[str, str]:
    """nbgrader's ids of the two cells it has for one written answer: one for the grade, one for the comment."""
    find = gradebook.find_grade_cell, gradebook.find_solution_cell
    grade_cell, solution_cell = (one(answer, assignment, assignment).id for one in find)
    return grade_cell, solution_cell
