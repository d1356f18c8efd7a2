"""`autograder check`: one notebook, without a gradebook."""

import json
import signal
import sys
from pathlib import Path

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from autograder.cli.common import assignment_option, course_option, refuse, seed_option
from autograder.course.terminal import console, say
from autograder.grading import assignment
from autograder.grading.choose import SeveralNotebooks
from autograder.grading.grade import Grade, new_seed
from autograder.grading.recipe import grade_submission, read_submission
from autograder.grading.reports.json import as_dict
from autograder.grading.reports.terminal import as_table
from autograder.kernel.places import Terminated, terminated_in_order
from autograder.kernel.walls.choice import wall
from autograder.kernel.walls.wall import SandboxUnavailable

CLASS = "collect the work of a class with autograder collect"
TERMINATED = 128 + signal.SIGTERM  # as a shell has it


@click.command("check")
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON (docs/json_report.md).")
@click.option("--seed", type=seed_option, help="Repeat a grading exactly; by default a new seed is drawn.")
@assignment_option
@course_option
def command(notebook: Path, as_json: bool, seed: int | None, name: str | None, course: Path) -> None:
    """Grade one NOTEBOOK with the files beside it, without a gradebook."""
    if notebook.is_dir():
        refuse(f"{notebook} is a folder: name a notebook in it, or {CLASS}")
    if not notebook.is_file():
        refuse(f"{notebook} does not exist or is not a file: name a notebook")
    try:
        wall()
        known = assignment.load(course, name or assignment.only_assignment(course))
        with terminated_in_order():
            handed_in = read_submission(notebook.parent, known, notebook.resolve())
            with _alive():
                graded = grade_submission(known, handed_in, new_seed() if seed is None else seed)
    except SeveralNotebooks as error:
        refuse(f"{error}; unpack it and name one of them, or {CLASS}")
    except (assignment.AssignmentError, SandboxUnavailable) as error:
        refuse(str(error))
    except Terminated:
        say(f"autograder: ended before {notebook} was graded", err=True)
        sys.exit(TERMINATED)
    if graded.problem:
        refuse(f"{notebook}: {graded.problem}")
    if as_json:
        say(json.dumps(as_dict(graded), indent=2))
    else:
        _print(graded)


def _alive() -> Progress:
    """A line that counts seconds while somebody waits at a terminal; a log gets none."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    shown = Progress(*columns, console=console(err=True), transient=True, disable=not sys.stderr.isatty())
    shown.add_task("grading, about half a minute", total=None)
    return shown


def _print(graded: Grade) -> None:
    out = console()
    out.print(as_table(graded))
    for note in graded.notes:
        out.print(f"note: {note}", markup=False)
    for name, comment in graded.comments.items():
        out.print(f"{name}: {comment}", markup=False)
    summary = as_dict(graded)
    out.print(f"score: {summary['score']:g} of {summary['max']:g} (seed {graded.seed})", style="bold")
