"""`autograder regrade`: today's checks judge the answers that were recorded when the grades were made."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import nbformat
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course.called import called, with_name
from autograder.course.grade import GRADED, LEFT_TO_A_PERSON, interrupts
from autograder.course.roster import read_roster
from autograder.course.summary import LOG, left_to_a_person
from autograder.course.terminal import console
from autograder.engine.package import Graded, Package
from autograder.engine.run import Hire, grade_all, rejudge_all
from autograder.gradebook.course import Course
from autograder.gradebook.standing import Standing, names, standings
from autograder.grading.assignment import AssignmentError
from autograder.grading.evidence.changes import changes
from autograder.grading.evidence.file import file_name as evidence_name
from autograder.grading.evidence.file import unpack
from autograder.grading.evidence.record import Evidence
from autograder.grading.folder import read_folder
from autograder.grading.grade import Grade
from autograder.grading.rejudge import Case, Changed, Rejudged, Stuck, ToRun, Unchanged
from autograder.grading.reports.notebook import write_outputs
from autograder.grading.reports.words import points
from autograder.grading.submission import read_files, read_regular


@dataclass
class Regrading:
    """A regrading at work: what to do with changes, how many there were, and who is stuck, with the reason.

    `standings` are those before it, and `called` the names, of students by id.
    """

    course: Course
    out: Console
    show: bool
    apply: bool
    standings: Mapping[str, Standing]
    called: Mapping[str, str]
    judged: int = 0
    ran: int = 0
    changed: int = 0
    stuck: dict[str, str] = field(default_factory=dict)
    to_run: list[ToRun] = field(default_factory=list)

    def take(self, one: Rejudged) -> None:
        """Counts the outcome, and shows or writes what changed."""
        match one:
            case Unchanged():
                self.judged += 1
            case Changed():
                self.judged += 1
                self._change(one.student, one.before, one.after)
                if self.apply:
                    graded = _as_graded(self.course, one)
                    self.course.write(graded, one.after.submission)
            case ToRun():
                self.to_run.append(one)
            case Stuck():
                said = self._standing(one.student).said
                self.stuck[one.student] = f"{one.reason} ({said})" if said else one.reason

    def take_run(self, graded: Graded, before: Evidence) -> None:
        """The same for a submission that was run again."""
        if graded.evidence is None:
            self.stuck[graded.student] = left_to_a_person(graded)
            return
        self.ran += 1
        after = unpack(graded.evidence)
        if changes(before, after):
            self._change(graded.student, before, after)
        if self.apply:
            self.course.write(graded, after.submission)

    def packages(self) -> Iterator[Package]:
        """The submissions to run again, each with its earlier seed, if their files are still those that were graded."""
        for one in self.to_run:
            folder = self.course.submitted(one.student)
            found = read_folder(folder, self.course.assignment)
            if one.before.submission in ("", found.digest) and found.files:
                yield Package(one.student, self.course.assignment, found, one.before.seed)
            else:
                self.stuck[one.student] = f"what was graded is no longer at {folder}: call autograder grade"

    def _change(self, student: str, before: Evidence, after: Evidence) -> None:
        self.changed += 1
        if self.show:
            self.out.print(Text(f"{with_name(student, self.called)}: {_totals(before, after)}", style="bold"))
            self.out.print(_table(before, after, self._standing(student)))

    def _standing(self, student: str) -> Standing:
        return self.standings.get(student, Standing(student))


def regrade_class(course: Course, hire: Hire, only: Sequence[str], show: bool, apply: bool) -> int:
    """Judges all grades again; `show` prints what changes, `apply` writes it. Returns the exit code.

    Raises AssignmentError, RosterError, SandboxUnavailable, WorkersUnavailable and CannotWrite.
    """
    known = standings(course.gradebook, course.assignment.name)
    people = called(names(course.gradebook), read_roster(course))
    work, started = Regrading(course, console(LOG), show, apply, known, people), time.monotonic()
    students = _graded(course, only)
    with interrupts() as stopped:
        _work(work, students, hire, stopped.is_set)
    _close(work, len(students), time.monotonic() - started)
    return LEFT_TO_A_PERSON if work.stuck or stopped.is_set() else GRADED


def _work(work: Regrading, students: Sequence[str], hire: Hire, stopped: Callable[[], bool]) -> None:
    """Judges all from evidence, and then runs again those for which it is not enough."""
    course = work.course
    file = evidence_name(course.assignment.name)
    cases = (Case(one, course.assignment, read_regular(course.autograded(one) / file)) for one in students)
    with contextlib.closing(rejudge_all(cases, hire, stopped)) as outcomes:
        for one in outcomes:
            work.take(one)
    before = {one.student: one.before for one in work.to_run}
    with contextlib.closing(grade_all(work.packages(), hire, stopped)) as grades:
        for graded in grades:
            work.take_run(graded, before[graded.student])


def _graded(course: Course, only: Sequence[str]) -> list[str]:
    known = course.graded_students()
    unknown = sorted(set(only) - set(known))
    if unknown:
        raise AssignmentError(f"{', '.join(unknown)} has no grade: {course.autograded(unknown[0])} does not exist")
    if not known:
        raise AssignmentError(f"nobody has a grade: {course.autograded('*')} matches nothing; call autograder grade")
    return [student for student in known if not only or student in only]


def _as_graded(course: Course, one: Changed) -> Graded:
    """The student's autograded notebook and files with the new verdicts."""
    folder, name, after = course.autograded(one.student), course.assignment.name, one.after
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    grade = Grade(after.seed, notebook, after.verdicts, list(after.notes), after.comments, after.undecided, after)
    write_outputs(grade)
    return Graded(one.student, grade, read_files(folder, course.assignment), one.packed)


def _totals(*evidences: Evidence) -> str:
    totals = (sum(verdict.score or 0 for verdict in evidence.verdicts.values()) for evidence in evidences)
    return " → ".join(f"{total:g}" for total in totals)


def _table(before: Evidence, after: Evidence, standing: Standing) -> Table:
    """A line for each question that comes out otherwise, and why; of points that a person gave, that they stay."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for change in changes(before, after):
        given = standing.manual.get(change.question)
        stays = [] if given is None else [f"the {points(given)} that a person gave stay"]
        table.add_row(f"  {change.question}", change.shown, Text("\n".join([*change.why, *stays])))
    return table


def _close(work: Regrading, students: int, seconds: float) -> None:
    """What was done, what changes, and of grades that stay as they are, why they do."""
    for reason, count in Counter(one.reason for one in work.to_run).items():
        work.out.print(Text(f"{count} to be run again: {reason}"))
    for student, reason in work.stuck.items():
        work.out.print(Text(f"{with_name(student, work.called)} keeps the old grade: {reason}"))
    done, same = work.judged + work.ran, work.judged + work.ran - work.changed
    if missed := students - done - len(work.stuck):
        work.out.print(f"stopped: {missed} keep the old grade because they were not judged; the same command does it")
    if same:
        work.out.print(f"{same} keep the old grade: today's checks and points come to the same")
    judged = f"{work.judged} judged from evidence, {work.ran} run again, in {seconds:.0f} s"
    if work.apply:
        verb = "changed"
    else:
        verb = "would change: --diff shows how, --apply writes it" if work.changed else "change"
    work.out.print(f"{judged}; {work.changed} {verb}")
