"""Judges again from evidence. No code of a student runs."""

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from autograder.grading.assignment import Assignment
from autograder.grading.evidence.file import UnreadableEvidence, pack, unpack
from autograder.grading.evidence.record import Evidence, surroundings_digest
from autograder.grading.judging import Judging
from autograder.grading.limited import Ended, Failed, limited, unlimited
from autograder.kernel.limits import LIMITS
from autograder.student.handle import Work
from autograder.student.recorded_student import NotRecorded, RecordedStudent

SECONDS = LIMITS.judging_seconds  # for all of a submission, before each question is judged by itself


@dataclass(frozen=True)
class Unchanged:
    """Today's checks come to the same."""

    student: str


@dataclass(frozen=True)
class Changed:
    """Today's checks come to something else.

    `before` and `after` have no sections; `packed` is the new evidence as a file.
    """

    student: str
    before: Evidence
    after: Evidence
    packed: bytes


@dataclass(frozen=True)
class ToRun:
    """The submission has to be run again for `reason`; `before` has no sections."""

    student: str
    before: Evidence
    reason: str


@dataclass(frozen=True)
class Stuck:
    """The student keeps the old grade, for `reason`."""

    student: str
    reason: str


Rejudged: TypeAlias = Unchanged | Changed | ToRun | Stuck


@dataclass(frozen=True)
class Case:
    """A student's packed evidence on its way to a worker; `data` is None if there is none."""

    student: str
    assignment: Assignment
    data: bytes | None


def rejudge_case(case: Case) -> Rejudged:
    """Judges one submission from its packed evidence, and runs nothing."""
    try:
        return limited(lambda grader: _rejudged(case, unlimited), print, LIMITS, SECONDS)[0]
    except (Ended, Failed):  # of what costs too much only that is lost
        return _rejudged(case, limited)


def _rejudged(case: Case, run: Any) -> Rejudged:
    if case.data is None:
        return Stuck(case.student, "there is no evidence beside the autograded notebook")
    try:
        before = unpack(case.data)
    except UnreadableEvidence as error:
        return Stuck(case.student, f"the evidence cannot be read: {error}")
    try:
        after = rejudge(case.assignment, before, run)
    except NotRecorded as error:
        return ToRun(case.student, replace(before, sections=()), str(error))
    if (before.verdicts, before.comments) == (after.verdicts, after.comments):
        return Unchanged(case.student)
    return Changed(case.student, replace(before, sections=()), replace(after, sections=()), pack(after))


def rejudge(assignment: Assignment, evidence: Evidence, run: Any = limited) -> Evidence:
    """The evidence with verdicts, comments and sections as today's checks and points make them; nothing is run.

    Judging is done by `run`, question by question: `limited`, or `unlimited` in a process that has limits itself.

    Raises NotRecorded where a check asks what was not asked then, or where what ran beside the student's work has
    changed: the submission is then to be graded anew, with the seed of the evidence.
    """
    if evidence.surroundings != surroundings_digest(assignment):
        raise NotRecorded("the assignment's files, locked cells or stand-ins have changed since")
    locked = {name for name in assignment.source_cells if assignment.is_locked(name)}
    cells = evidence.cells | {name: str(assignment.release_cells[name].source) for name in locked}
    student = RecordedStudent(evidence.sections, Work(cells, evidence.printed, assignment.handout))
    judging = Judging(student, assignment, evidence.seed, run=run)
    questions = {question.grade_id: question for question in assignment.questions}
    for name in filter(questions.__contains__, assignment.source_cells):  # in the order of the notebook
        student.section = name
        if questions[name].shortcut:
            judging.shortcut(questions[name])
        judging.question(questions[name])
    for name in assignment.answers:
        student.section = name
        judging.answer(name)
    sections = tuple(judging.sections)
    return replace(evidence, sections=sections, verdicts=judging.verdicts, comments=judging.comments)
