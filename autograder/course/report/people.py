"""Who stands where: graded, to be marked, left to a person and why, late, not handed in, not on the roster."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from autograder.checks.check import Outcome, Verdict
from autograder.course.called import called
from autograder.course.kept import kept
from autograder.course.manifest import read_manifest
from autograder.course.roster import Roster
from autograder.gradebook.course import Course
from autograder.gradebook.standing import Standing, names, standings
from autograder.grading.evidence.record import Evidence
from autograder.kernel.text import one_line

MAX_REASON = 200


class Status(StrEnum):
    """In the order in which somebody has to act."""

    LEFT = "left to a person"
    NOT_GRADED = "handed in, not graded yet"
    TO_BE_MARKED = "to be marked"
    MISSING = "not handed in"
    GRADED = "graded"


@dataclass(frozen=True)
class Person:
    """A student. `reason` says why something is left to a person, `waiting` names answers that nobody has marked.

    `is_called_late` says whether the platform does, whether or not it says since when. Without a roster, everybody is
    on it.
    """

    student: str
    name: str
    status: Status
    standing: Standing
    waiting: tuple[str, ...] = ()
    reason: str = ""
    verdicts: dict[str, Verdict] | None = None
    seconds: float | None = None
    is_on_roster: bool = True
    is_called_late: bool = False

    @property
    def is_late(self) -> bool:
        return self.is_timed_late or self.is_called_late

    @property
    def is_timed_late(self) -> bool:
        """Whether nbgrader knows by the times, and takes what a penalty costs."""
        return self.standing.seconds_late > 0

    @property
    def handed_in(self) -> datetime | None:
        return self.standing.handed_in


def people(course: Course, roster: Roster | None = None) -> list[Person]:
    """Everybody on the roster, or else on nbgrader's list of students, and everybody with a submission, by id.

    Raises ManifestError.
    """
    listed = names(course.gradebook)
    known, everybody = called(listed, roster), set(roster.people if roster else listed)
    entries = read_manifest(course.root, course.assignment.name)
    late = {student for student, entry in entries.items() if entry.late}
    graded = standings(course.gradebook, course.assignment.name)
    folders = set(course.students())
    found = [
        _person(course, student, known.get(student, ""), graded.get(student), student in folders)
        for student in sorted({*everybody, *graded, *folders})
    ]
    return [
        replace(one, is_on_roster=roster is None or one.student in everybody, is_called_late=one.student in late)
        for one in found
    ]


def _person(course: Course, student: str, name: str, standing: Standing | None, has_folder: bool) -> Person:
    if standing is None:
        return Person(student, name, Status.NOT_GRADED if has_folder else Status.MISSING, Standing(student))
    evidence = kept(course, student)
    answers = course.assignment.answers
    left = [cell for cell, points in standing.marks.items() if points is None and cell not in answers]
    waiting = tuple(cell for cell in answers if standing.marks.get(cell, 0.0) is None)
    status = Status.LEFT if left else Status.TO_BE_MARKED if waiting else Status.GRADED
    verdicts, seconds = None, None
    if isinstance(evidence, Evidence):
        verdicts, seconds = evidence.verdicts, evidence.milliseconds / 1000 or None
    return Person(student, name, status, standing, waiting, _reason(left, standing, evidence), verdicts, seconds)


def _reason(left: list[str], standing: Standing, evidence: Evidence | str) -> str:
    """Why the questions `left` have no score."""
    if not left:
        return ""
    if isinstance(evidence, str):
        return one_line(standing.said or evidence, MAX_REASON)
    verdicts = {name: evidence.verdicts[name] for name in left if name in evidence.verdicts}
    errors = [
        (name, one.message)
        for name, verdict in verdicts.items()
        for one in verdict.results
        if one.outcome is Outcome.ERROR
    ]
    if len({message for _, message in errors}) == 1:
        return one_line(errors[0][1], MAX_REASON)
    said = "; ".join(f"{name}: {message}" for name, message in errors)
    return one_line(said or f"no score: {', '.join(left)}", MAX_REASON)
