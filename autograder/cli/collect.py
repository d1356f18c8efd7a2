"""`autograder collect`: from a platform's archives into the course folder."""

import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from autograder.cli.common import course_option, refuse
from autograder.course.called import with_name
from autograder.course.collect import Collected, collect
from autograder.course.lock import locked
from autograder.course.manifest import ManifestError
from autograder.course.roster import RosterError
from autograder.course.terminal import console
from autograder.gradebook.course import CannotWrite, Course
from autograder.grading.assignment import AssignmentError

MAX_LISTED = 50


@click.command("collect")
@click.argument("assignment")
@click.argument("archives", nargs=-1, required=True, metavar="ARCHIVE…", type=click.Path(path_type=Path))
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="The platform's export of the class; remembered for next time. By default nbgrader's list of students.",
)
@course_option
def command(assignment: str, archives: tuple[Path, ...], roster: Path | None, course: Path) -> None:
    """Collect the submissions for ASSIGNMENT from each ARCHIVE, a zip file or a folder.

    Reads downloads from Canvas and Moodle, Gradescope's export, nbgrader's exchange, and zips or folders with an entry
    for each person. Exit code 1 if something was not collected, cannot be graded as it is, or is late by an unknown
    time.
    """
    missing = [path for path in archives if not path.exists()]
    if missing:
        refuse(f"{missing[0]} does not exist: name the file or folder that the platform gave you")
    try:
        with closing(Course(course, assignment)) as opened, locked(opened.root, f"autograder collect {assignment}"):
            done = collect(opened, archives, roster)
    except (AssignmentError, RosterError, ManifestError, CannotWrite) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename or course} cannot be written: {error.strerror}")
    _print(done, assignment)
    sys.exit(1 if done.needs_a_person else 0)


def _print(done: Collected, assignment: str) -> None:
    out = console()
    for note in done.notes[:MAX_LISTED]:
        out.print(Text(note))
    if len(done.notes) > MAX_LISTED:
        out.print(f"and {len(done.notes) - MAX_LISTED} more notes")
    table = Table(box=None, pad_edge=False)
    for title in ("", "how many", "who", "why"):
        table.add_column(title, justify="right" if title == "how many" else "left", overflow="fold")
    _add_names(table, "collected", done.new)
    _add_names(table, "newer", done.newer)
    _add_names(table, "unchanged", done.unchanged)
    if done.older:
        _add_names(table, "older", done.older, "a newer one is there, and was kept")
    _add_reasons(table, "not matched", done.not_matched)
    _add_reasons(table, "not understood", _named(done.not_understood, done.called))
    _add_reasons(table, "left as it was", _named(done.not_taken, done.called))
    missing, late = ([with_name(one, done.called) for one in students] for students in (done.missing, done.late))
    _add_names(table, "missing", missing, "on the roster, but not in submitted/")
    if late:
        why = "the platform gives no time: nbgrader takes no late penalty until a timestamp.txt gives it"
        _add_names(table, "late", late, why)
    out.print(table)
    if done.new or done.newer:
        out.print(f"next: autograder grade {assignment}", highlight=False)


def _named(reasons: dict[str, str], called: Mapping[str, str]) -> dict[str, str]:
    """The reasons with the names of students beside their ids; what stands behind a colon is a file of theirs."""
    parts = ((*key.partition(": "), reason) for key, reason in reasons.items())
    return {f"{with_name(who, called)}{colon}{file}": reason for who, colon, file, reason in parts}


def _add_names(table: Table, title: str, names: list[str], why: str = "") -> None:
    shown = ", ".join(names[:MAX_LISTED]) + (", …" if len(names) > MAX_LISTED else "")
    table.add_row(title, str(len(names)), Text(shown), Text(why if names else ""))


def _add_reasons(table: Table, title: str, reasons: dict[str, str]) -> None:
    if not reasons:
        table.add_row(title, "0", "", "")
    for place, (name, reason) in enumerate(list(reasons.items())[:MAX_LISTED]):
        first = (title, str(len(reasons))) if place == 0 else ("", "")
        table.add_row(*first, Text(name), Text(reason))
    if len(reasons) > MAX_LISTED:
        table.add_row("", "", f"and {len(reasons) - MAX_LISTED} more", "")
