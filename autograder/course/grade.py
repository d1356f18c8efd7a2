"""`autograder grade`: from a course folder to its gradebook. One process, this one, writes."""

import contextlib
import logging
import signal
import threading
from collections.abc import Iterator, Sequence

from autograder.course.called import called
from autograder.course.roster import read_roster
from autograder.course.state import class_state, told
from autograder.course.summary import LOG, Summary, close, progress
from autograder.course.terminal import console
from autograder.engine.package import Graded, Package
from autograder.engine.run import Hire, grade_all
from autograder.engine.seeds import seed_for
from autograder.gradebook.course import Course
from autograder.gradebook.standing import names
from autograder.grading.assignment import AssignmentError
from autograder.grading.folder import read_folder

log = logging.getLogger(__name__)
GRADED, LEFT_TO_A_PERSON = 0, 1  # exit codes


def grade_class(course: Course, hire: Hire, only: Sequence[str], force: bool, seed: int | None) -> int:
    """Grades what is new or newer than its grade, and returns the exit code.

    Raises AssignmentError, RosterError, SandboxUnavailable, WorkersUnavailable and CannotWrite.
    """
    out = console(LOG)
    roster = read_roster(course, remember=True)  # before grading adds anybody to nbgrader's list
    summary = Summary(called(names(course.gradebook), roster))
    chosen = _chosen(course, only)
    due = [student for student in chosen if force or not has_grade(course, student)]
    digests: dict[str, str] = {}

    def packages() -> Iterator[Package]:
        for student in due:
            folder = read_folder(course.submitted(student), course.assignment)
            digests[student] = folder.digest
            yield Package(student, course.assignment, folder, seed_for(student, seed))

    with (
        interrupts() as stopped,
        progress(out, len(due)) as shown,
        contextlib.closing(grade_all(packages(), hire, stopped.is_set)) as grades,
    ):
        for graded in grades:
            course.write(graded, digests.pop(graded.student))
            summary.add(graded)
            _log_faults(graded)
            shown.tell(graded, summary)
    close(out, summary, len(chosen) - len(due))
    remaining = len(due) - summary.graded
    if remaining:
        out.print(_stopped(remaining, force), soft_wrap=True)
    state = class_state(course, roster)
    for line in told(state):
        out.print(line, markup=False, soft_wrap=True)
    # Students of this call whom an earlier call left to a person count too, until a person has given them points.
    return LEFT_TO_A_PERSON if remaining or set(state.left) & set(chosen) else GRADED


def _stopped(remaining: int, force: bool) -> str:
    """How to go on. Whoever had a grade before has it still, and only with --force gets another one."""
    if not force:
        return f"stopped: {remaining} are still to be graded; the same command goes on from here"
    return (
        f"stopped: {remaining} were not graded again; the same command without --force goes on with those of them who "
        "have no grade, the others keep theirs; with --force it starts anew"
    )


def _log_faults(graded: Graded) -> None:
    for question, verdict in graded.grade.verdicts.items():
        for result in verdict.results:
            if result.fault:
                log.debug("%s: %s.%s could not be judged\n%s", graded.student, question, result.name, result.fault)


def _chosen(course: Course, only: Sequence[str]) -> list[str]:
    known = course.students()
    unknown = sorted(set(only) - set(known))
    if unknown:
        where = course.submitted(unknown[0])
        raise AssignmentError(f"{', '.join(unknown)} handed in nothing: {where} does not exist")
    if not known:
        name, where = course.assignment.name, course.submitted("*")
        raise AssignmentError(f"nobody has handed in {name} ({where}): autograder collect {name} ARCHIVE")

    return [student for student in known if not only or student in only]


def has_grade(course: Course, student: str) -> bool:
    """Whether the student's newest submission has a grade."""
    folder = course.submitted(student)
    return course.is_graded(student, lambda: read_folder(folder, course.assignment).digest)


@contextlib.contextmanager
def interrupts() -> Iterator[threading.Event]:
    """An event that is set by the first Ctrl-C, or by a request to end; a second Ctrl-C ends at once."""
    stopped = threading.Event()

    def stop(number: int, frame: object) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
