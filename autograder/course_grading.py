"""`autograder grade`: from a course folder to its gradebook. One process, this one, writes."""

import contextlib
import signal
import threading
from collections.abc import Iterator, Sequence

from autograder import course_report
from autograder.engine.package import Package, pack
from autograder.engine.run import Hire, grade_all
from autograder.engine.seeds import seed_for
from autograder.grading.assignment import AssignmentError
from autograder.nbgrader_gradebook import Course

GRADED, LEFT_TO_A_PERSON = 0, 1  # exit codes


def grade_class(course: Course, hire: Hire, only: Sequence[str], force: bool, seed: int | None) -> int:
    """Grades what is new or newer than its grade, and returns the exit code.

    Raises AssignmentError, SandboxUnavailable, WorkersUnavailable and CannotWrite.
    """
    out, summary = course_report.console(), course_report.Summary()
    chosen = _chosen(course, only)
    empty = [student for student in chosen if not any(course.submitted(student).glob("*.ipynb"))]
    due = [student for student in chosen if student not in empty and (force or not _has_grade(course, student))]
    digests: dict[str, str] = {}

    def packages() -> Iterator[Package]:
        for student in due:
            package = pack(student, course.submitted(student), course.assignment, seed_for(student, seed))
            digests[student] = package.digest
            yield package

    with (
        interrupts() as stopped,
        course_report.progress(out, len(due)) as shown,
        contextlib.closing(grade_all(packages(), hire, stopped.is_set)) as grades,
    ):
        for graded in grades:
            course.write(graded, digests.pop(graded.student))
            summary.add(graded)
            shown.tell(graded, summary)
    summary.left |= dict.fromkeys(empty, "there is no notebook in what was handed in")
    course_report.close(out, summary, len(chosen) - len(due) - len(empty))
    remaining = len(due) - summary.graded
    if remaining:
        out.print(f"stopped: {remaining} are still to be graded; the same command goes on from here")
    return LEFT_TO_A_PERSON if summary.left or remaining else GRADED


def _chosen(course: Course, only: Sequence[str]) -> list[str]:
    known = course.students()
    unknown = sorted(set(only) - set(known))
    if unknown:
        where = course.submitted(unknown[0])
        raise AssignmentError(f"{', '.join(unknown)} handed in nothing: {where} does not exist")
    if not known:
        raise AssignmentError(f"nobody has handed in {course.assignment.name}: {course.submitted('*')} matches nothing")
    return [student for student in known if not only or student in only]


def _has_grade(course: Course, student: str) -> bool:
    folder = course.submitted(student)
    return course.is_graded(student, lambda: pack(student, folder, course.assignment, seed=0).digest)


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
