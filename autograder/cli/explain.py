"""`autograder explain`: how a grade came about."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import nbformat

from autograder.cli.common import assignment_option, course_option, refuse
from autograder.course.called import called, meant, with_name
from autograder.course.roster import RosterError, kept_roster
from autograder.course.terminal import say
from autograder.gradebook.persons import persons_marks, persons_names
from autograder.grading.assignment import AssignmentError, only_assignment
from autograder.grading.evidence.explain import explain, explained
from autograder.grading.evidence.file import UnreadableEvidence, file_name, unpack
from autograder.grading.evidence.record import Evidence
from autograder.grading.reports.notebook import first_finding
from autograder.grading.submission import read_regular
from autograder.kernel.text import one_line

MAX_LISTED = 1000


@click.command("explain")
@click.argument("student")
@click.argument("question")
@assignment_option
@course_option
def command(student: str, question: str, name: str | None, course: Path) -> None:
    """Explain STUDENT's grade for QUESTION: the calls, their results, and the limits and versions in force.

    STUDENT is an id, a name, or a part of either that only one student has.
    """
    asked = student
    try:
        name = name or only_assignment(course)
        names = called(persons_names(course), kept_roster(course, name))
    except (AssignmentError, RosterError) as error:
        refuse(str(error))
    student = _student(course, name, asked, names)
    known = _evidence(course, student, name)
    if known and question not in (there := explained(known)):
        refuse(one_line(f"{student} has no question {question}; the questions are {', '.join(there)}", MAX_LISTED))
    if (shown := with_name(student, names)) != asked:
        say(shown)
    if known is None:
        say(f"{name}, {question}: {_reason(course, student, name)}")
    else:
        say("\n".join(explain(known, question)))
    for line in persons_marks(course, name, student, question):
        say(f"\n{line}")
    if known:
        notebook = course / "submitted" / student / name / f"{name}.ipynb"
        repeat = f"autograder check {shlex.quote(str(notebook))} --seed {known.seed}"
        say(f"\nTo make the same calls again: {repeat} --assignment {name} --course {shlex.quote(str(course))}")


def _student(course: Path, name: str, asked: str, names: Mapping[str, str]) -> str:
    """The id of the one who is `asked` for. Ends the program where nobody, or several, may be meant."""
    autograded = course / "autograded"
    there = sorted(path.parent.name for path in autograded.glob(f"*/{name}"))
    found = meant(asked, there, names)
    listed = ", ".join(with_name(one, names) for one in found or there) or "nobody"
    if len(found) > 1:
        refuse(one_line(f"{asked} may be any of {listed}: give the whole id", MAX_LISTED))
    if not found:
        refuse(one_line(f"{asked} has no grade for {name} in {autograded}; these have: {listed}", MAX_LISTED))
    return found[0]


def _reason(course: Path, student: str, name: str) -> str:
    """Why the submission could not be judged, as its autograded notebook says."""
    path = course / "autograded" / student / name / f"{name}.ipynb"
    try:
        cells = nbformat.reads((read_regular(path) or b"").decode(), as_version=4).cells
        return next(text for text in map(first_finding, filter(_is_code, cells)) if text)
    except (ValueError, AttributeError, StopIteration, nbformat.ValidationError):
        refuse(f"there is no evidence beside {path}: it was graded by an earlier version")


def _is_code(cell: Any) -> bool:
    return bool(cell.cell_type == "code")


def _evidence(course: Path, student: str, name: str) -> Evidence | None:
    """The evidence beside the student's autograded notebook, None where nothing could be judged.

    Ends the program where it cannot be read.
    """
    path = course / "autograded" / student / name / file_name(name)
    data = read_regular(path)
    if data is None:
        return None
    try:
        return unpack(data)
    except UnreadableEvidence as error:
        refuse(f"{path}: {error}")
