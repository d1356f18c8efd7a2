"""`autograder regrade`: today's checks on what was answered when the grades were made."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import nbformat
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder import course_report
from autograder.course_grading import GRADED, LEFT_TO_A_PERSON, interrupts
from autograder.engine.package import Graded, Package, pack
from autograder.engine.regrade import Rejudged, changes, rejudge_packed
from autograder.engine.run import Hire, grade_all
from autograder.grading import report
from autograder.grading.assignment import AssignmentError
from autograder.grading.evidence import Evidence, unpack
from autograder.grading.evidence import file_name as evidence_name
from autograder.grading.grade import Grade
from autograder.grading.submission import read_files, read_regular
from autograder.nbgrader_gradebook import Course

AHEAD = 8  # pieces of evidence a worker has at hand


@dataclass
class Outcome:
    """What became of a regrading; `stuck` are those who cannot be judged again, with the reason."""

    judged: int = 0
    ran: int = 0
    changed: int = 0
    stuck: dict[str, str] = field(default_factory=dict)


def regrade_class(course: Course, hire: Hire, only: Sequence[str], show: bool, apply: bool) -> int:
    """Judges all grades again, shows with `show` what changes, writes it with `apply`; returns the exit code.

    Raises AssignmentError, SandboxUnavailable, WorkersUnavailable and CannotWrite.
    """
    out, started, outcome = course_report.console(), time.monotonic(), Outcome()
    again: list[Rejudged] = []
    with interrupts() as stopped:
        for one in _rejudged(course, hire, _graded(course, only)):
            if stopped.is_set():
                break
            if one.before is None:
                outcome.stuck[one.student] = one.problem
            elif one.after is None:
                again.append(one)
            else:
                outcome.judged += 1
                _take(course, out, one, show, apply, outcome)
        packages = list(_to_run(course, again, outcome))
        before = {one.student: one.before for one in again}
        with contextlib.closing(grade_all(iter(packages), hire, stopped.is_set)) as grades:
            for graded in grades:
                outcome.ran += 1
                _take_run(course, out, graded, before[graded.student], show, apply, outcome)
    _close(out, outcome, again, apply, time.monotonic() - started)
    return LEFT_TO_A_PERSON if outcome.stuck or stopped.is_set() else GRADED


def _graded(course: Course, only: Sequence[str]) -> list[str]:
    known = course.graded_students()
    unknown = sorted(set(only) - set(known))
    if unknown:
        raise AssignmentError(f"{', '.join(unknown)} has no grade: {course.autograded(unknown[0])} does not exist")
    if not known:
        raise AssignmentError(f"nobody has a grade: {course.autograded('*')} matches nothing; call autograder grade")
    return [student for student in known if not only or student in only]


def _rejudged(course: Course, hire: Hire, students: Sequence[str]) -> Iterator[Rejudged]:
    """Each judged again from its evidence, in the order of `students`."""
    waiting, running = iter(students), list[Future[Rejudged]]()
    with hire() as workers:
        while True:
            for student in waiting:
                data = read_regular(course.autograded(student) / evidence_name(course.assignment.name))
                running.append(workers.executor.submit(rejudge_packed, student, course.assignment, data))
                if len(running) >= AHEAD * workers.count:
                    break
            if not running:
                return
            yield running.pop(0).result()


def _take(course: Course, out: Console, one: Rejudged, show: bool, apply: bool, outcome: Outcome) -> None:
    assert one.before is not None
    assert one.after is not None
    if not one.packed:
        return
    outcome.changed += 1
    if show:
        _show(out, one.student, one.before, one.after)
    if apply:
        course.write(_as_graded(course, one.student, one.after, one.packed), one.after.submission)


def _take_run(
    course: Course, out: Console, graded: Graded, before: Evidence | None, show: bool, apply: bool, outcome: Outcome
) -> None:
    if before is None or graded.evidence is None:
        outcome.stuck[graded.student] = course_report.left_to_a_person(graded)
        return
    after = unpack(graded.evidence)
    changed = changes(before, after)
    outcome.changed += bool(changed)
    if changed and show:
        _show(out, graded.student, before, after)
    if apply:
        course.write(graded, after.submission)


def _as_graded(course: Course, student: str, after: Evidence, packed: bytes) -> Graded:
    """The student's autograded notebook and files with new verdicts in them."""
    folder, name = course.autograded(student), course.assignment.name
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    grade = Grade(after.seed, notebook, after.verdicts, list(after.notes), after.comments, after.undecided)
    report.write_outputs(grade)
    return Graded(student, grade, read_files(folder, course.assignment), packed)


def _to_run(course: Course, again: list[Rejudged], outcome: Outcome) -> Iterator[Package]:
    """What has to be run again, with the seed it had, where it is still there as it was graded."""
    for one in again:
        assert one.before is not None
        folder = course.submitted(one.student)
        package = pack(one.student, folder, course.assignment, one.before.seed) if folder.is_dir() else None
        if package and one.before.submission in ("", package.digest):
            yield package
        else:
            outcome.stuck[one.student] = f"what was graded is no longer at {folder}: call autograder grade"


def _show(out: Console, student: str, before: Evidence, after: Evidence) -> None:
    totals = [sum(verdict.score or 0 for verdict in evidence.verdicts.values()) for evidence in (before, after)]
    out.print(Text(f"{student}: {totals[0]:g} → {totals[1]:g}", style="bold"))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for change in changes(before, after):
        table.add_row(f"  {change.question}", change.shown, Text("\n".join(change.why)))
    out.print(table)


def _close(out: Console, outcome: Outcome, again: list[Rejudged], apply: bool, seconds: float) -> None:
    for reason in dict.fromkeys(one.problem for one in again):
        count = sum(one.problem == reason for one in again)
        out.print(Text(f"{count} to be run again: {reason}"))
    for student, reason in outcome.stuck.items():
        out.print(Text(f"{student} keeps the grade there is: {reason}"))
    done = f"{outcome.judged} judged from evidence, {outcome.ran} run again, in {seconds:.0f} s"
    verb = "changed" if apply else "would change: --diff shows how, --apply writes it" if outcome.changed else "change"
    out.print(f"{done}; {outcome.changed} {verb}")
