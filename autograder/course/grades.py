"""What each student gets for an assignment, or why they get nothing yet."""

from dataclasses import dataclass

from autograder.course.grade import has_grade
from autograder.course.report.people import Person, Status, people
from autograder.course.roster import Roster
from autograder.gradebook.course import Course
from autograder.grading.reports.words import points

AGAIN = "handed in again since it was graded: call autograder grade"


@dataclass(frozen=True)
class StudentGrade:
    """A student's points, late penalty taken off: `score` once all is decided, `partial` what is decided so far.

    Each is None if there is no such number; `why` says what it waits for.
    """

    person: Person
    score: float | None
    partial: float | None
    why: str = ""


def grades(course: Course, roster: Roster | None) -> dict[str, StudentGrade]:
    """The grades by student, of everybody on the roster, else on nbgrader's list, and everybody with a submission."""
    return {person.student: _grade(course, person) for person in people(course, roster)}


def _grade(course: Course, person: Person) -> StudentGrade:
    if person.status in (Status.MISSING, Status.NOT_GRADED):
        return StudentGrade(person, None, None, str(person.status))
    decided = [mark for mark in person.standing.marks.values() if mark is not None]
    partial = max(0.0, sum(decided) - person.standing.penalty) if decided else None
    if course.submitted(person.student).exists() and not has_grade(course, person.student):
        return StudentGrade(person, None, partial, AGAIN)
    if person.status is Status.LEFT:
        return StudentGrade(person, None, partial, f"{person.status}: {person.reason}")
    if person.status is Status.TO_BE_MARKED:
        return StudentGrade(person, None, partial, f"{person.status}: {', '.join(person.waiting)}")
    return StudentGrade(person, partial, partial)


def maximum(course: Course) -> float:
    """The most points that the assignment gives."""
    return sum(course.assignment.points(name) for name in course.assignment.graded)


def in_words(course: Course, grade: StudentGrade) -> str:
    """The points of each question, in words for the student."""
    marks = grade.person.standing.marks
    parts = [
        f"{name} {points(marks.get(name))} of {points(course.assignment.points(name))}"
        if marks.get(name) is not None
        else f"{name} not marked yet"
        for name in course.assignment.graded
    ]
    if grade.person.standing.penalty:
        parts.append(f"late penalty {points(grade.person.standing.penalty)}")
    return "; ".join(parts)
