"""The command `autograder`. Exit codes: 0 done, 2 bad use."""

import json
import shlex
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.table import Table

from autograder.course_grading import grade_class
from autograder.course_regrading import regrade_class
from autograder.engine import workers as workers_of
from autograder.engine.workers import WorkersUnavailable
from autograder.grading import assignment, report
from autograder.grading.evidence import Evidence, UnreadableEvidence, file_name, unpack
from autograder.grading.explain import explain as explain_question
from autograder.grading.explain import explained
from autograder.grading.grade import Grade, grade, mend, new_seed
from autograder.grading.submission import find_files, read_files, read_regular
from autograder.kernel import doctor as doctoring
from autograder.kernel.sandbox import SandboxUnavailable, require
from autograder.kernel.text import one_line
from autograder.nbgrader_gradebook import CannotWrite, Course

MAX_LISTED = 1000


def refuse(message: str) -> NoReturn:
    """One line on stderr, exit code 2."""
    click.echo(f"autograder: {message}", err=True)
    sys.exit(2)


@click.group()
def main() -> None:
    """Grade notebooks from outside their kernel."""


@main.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON (docs/json_report.md).")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Repeat a grading exactly; drawn anew unless given.")
@click.option("--assignment", "name", default="lab13_rnn", show_default=True, help="The assignment it belongs to.")
@click.option("--course", type=click.Path(path_type=Path), default=".", help="The course folder; here unless given.")
def check(notebook: Path, as_json: bool, seed: int | None, name: str, course: Path) -> None:
    """Grade one NOTEBOOK with the files beside it, without a gradebook."""
    if not notebook.is_file():
        refuse(f"{notebook} does not exist or is no file: name a notebook")
    try:
        require()
        known = assignment.load(course, name)
        mended, notes, problem = mend(known, read_regular(notebook.resolve()))
        if problem:
            refuse(f"{notebook}: {problem}")
        left_out = find_files(notebook.parent, known).notes
        graded = grade(known, mended, read_files(notebook.parent, known), new_seed() if seed is None else seed)
    except (assignment.AssignmentError, SandboxUnavailable) as error:
        refuse(str(error))
    graded.notes = [*notes, *left_out, *graded.notes]
    if as_json:
        click.echo(json.dumps(report.as_dict(graded), indent=2, ensure_ascii=False))
    else:
        _print(graded)


def _print(graded: Grade) -> None:
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(report.as_table(graded))
    for note in graded.notes:
        console.print(f"note: {note}", markup=False)
    for comment in graded.comments.values():
        console.print(comment, markup=False)
    summary = report.as_dict(graded)
    console.print(f"score: {summary['score']:g} of {summary['max']:g} (seed {graded.seed})", style="bold")


@main.command()
@click.argument("student")
@click.argument("question")
@click.option("--assignment", "name", default="lab13_rnn", show_default=True, help="The assignment it belongs to.")
@click.option("--course", type=click.Path(path_type=Path), default=".", help="The course folder; here unless given.")
def explain(student: str, question: str, name: str, course: Path) -> None:
    """Say how STUDENT's grade for QUESTION came about: what was asked, what was answered, what was in force."""
    known = _evidence(course, student, name)
    if question not in (there := explained(known)):
        refuse(one_line(f"{question} was not judged; of {student} there are {', '.join(there)}", MAX_LISTED))
    click.echo("\n".join(explain_question(known, question)))
    notebook = course / "submitted" / student / name / f"{name}.ipynb"
    repeat = f"autograder check {shlex.quote(str(notebook))} --seed {known.seed}"
    click.echo(f"\nThe same questions again: {repeat} --assignment {name} --course {shlex.quote(str(course))}")


def _evidence(course: Path, student: str, name: str) -> Evidence:
    """The evidence beside the student's autograded notebook; ends the program where there is none."""
    autograded = course / "autograded"
    there = sorted(path.parent.name for path in autograded.glob(f"*/{name}"))
    if student not in there:
        graded = ", ".join(there) or "nobody"
        refuse(one_line(f"no grading of {name} for {student} in {autograded}; graded are {graded}", MAX_LISTED))
    path = autograded / student / name / file_name(name)
    data = read_regular(path)
    if data is None:
        refuse(f"{path} does not exist: the submission could not be judged, or was graded by an earlier version")
    try:
        return unpack(data)
    except UnreadableEvidence as error:
        refuse(f"{path}: {error}")


@main.command()
def doctor() -> None:
    """Say which protections are in force here, and what to install for those that are missing."""
    findings = doctoring.examine()
    table = Table(box=None, pad_edge=False)
    for title in ("protection", "in force", "what to do"):
        table.add_column(title)
    for finding in findings:
        table.add_row(
            finding.protection, "yes" if finding.in_force else "NO", "" if finding.in_force else finding.remedy
        )
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    if not all(finding.in_force for finding in findings if finding.required):
        sys.exit(1)


@main.command("grade")
@click.argument("assignment_name", metavar="ASSIGNMENT")
@click.option("--workers", type=click.IntRange(1), help="How many to grade at once; by cores and memory unless given.")
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this one; may be given again.")
@click.option("--force", is_flag=True, help="Grade again what has a grade.")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the workers of this Dask scheduler (docs/clusters.md).")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Draw each submission's seed from this one.")
@click.option("--course", type=click.Path(path_type=Path), default=".", help="The course folder; here unless given.")
def grade_course(
    assignment_name: str,
    workers: int | None,
    students: tuple[str, ...],
    force: bool,
    scheduler: str | None,
    seed: int | None,
    course: Path,
) -> None:
    """Grade every submission of ASSIGNMENT that is new, or newer than its grade.

    Exit code 0 when every submission has a grade, 1 when some were left to a person or are still to be graded, 2 for
    bad use.
    """
    if scheduler and workers:
        refuse("--workers is for this machine, --scheduler for others: give one of them")
    count = workers or workers_of.default_count()
    hire = partial(workers_of.cluster, scheduler) if scheduler else partial(workers_of.local, count)
    try:
        if not scheduler:
            require()
        with closing(Course(course, assignment_name)) as opened:
            sys.exit(grade_class(opened, hire, students, force, seed))
    except (assignment.AssignmentError, SandboxUnavailable, WorkersUnavailable, CannotWrite) as error:
        refuse(str(error))


@main.command("regrade")
@click.argument("assignment_name", metavar="ASSIGNMENT")
@click.option("--diff", is_flag=True, help="Show whose grade changes, by how much and why.")
@click.option("--apply", is_flag=True, help="Write what changes; without it nothing is written.")
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this one; may be given again.")
@click.option("--workers", type=click.IntRange(1), help="How many to judge at once; by cores and memory unless given.")
@click.option("--course", type=click.Path(path_type=Path), default=".", help="The course folder; here unless given.")
def regrade_course(
    assignment_name: str, diff: bool, apply: bool, students: tuple[str, ...], workers: int | None, course: Path
) -> None:
    """Judge ASSIGNMENT again from evidence, after a change of checks, weights or points.

    Student code is run only where a check asks what it did not ask before. Exit code 1 when some cannot be judged
    again.
    """
    hire = partial(workers_of.local, workers or workers_of.default_count())
    try:
        require()
        with closing(Course(course, assignment_name)) as opened:
            sys.exit(regrade_class(opened, hire, students, diff, apply))
    except (assignment.AssignmentError, SandboxUnavailable, WorkersUnavailable, CannotWrite) as error:
        refuse(str(error))
