"""`autograder give-back`: from the gradebook to the platform."""

import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from autograder.cli.common import course_option, refuse
from autograder.course.called import with_name
from autograder.course.give_back import (
    Class,
    GivenBack,
    fill_canvas,
    fill_moodle,
    read_class,
    the_platform,
    write_feedback,
    write_table,
)
from autograder.course.manifest import ManifestError
from autograder.course.roster import RosterError
from autograder.course.terminal import console
from autograder.gradebook.course import CannotWrite, Course
from autograder.grading.assignment import AssignmentError
from autograder.platforms import canvas as canvas_platform
from autograder.platforms import moodle as moodle_platform
from autograder.platforms.sheet import SheetError

MAX_LISTED = 50
a_file = click.Path(path_type=Path, dir_okay=False)
given_file = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("give-back")
@click.argument("assignment")
@click.option("--canvas", type=given_file, metavar="EXPORT.csv", help="Fill this export of Canvas's gradebook.")
@click.option(
    "--moodle",
    type=given_file,
    metavar="WORKSHEET.csv",
    help="Fill this grading worksheet or gradebook.",
)
@click.option(
    "--csv", "table", type=a_file, metavar="FILE", help="Write the grader's own table, with one column per question."
)
@click.option("--feedback", type=a_file, metavar="ZIP", help="Write the feedback as a zip for the platform.")
@click.option("--partial", is_flag=True, help="Also give partial grades, where something still waits for marks.")
@click.option(
    "--column", default="", metavar="TITLE", help="The assignment's column, if the platform names it differently."
)
@course_option
def command(
    assignment: str,
    canvas: Path | None,
    moodle: Path | None,
    table: Path | None,
    feedback: Path | None,
    partial: bool,
    column: str,
    course: Path,
) -> None:
    """Write the grades of ASSIGNMENT into a copy of the platform's own file, beside the original.

    Only the cells for grades and comments change. Exit code 1 if somebody's grade was not given back.
    """
    if canvas and moodle:
        refuse("--canvas and --moodle are two platforms: give one of them")
    if not (canvas or moodle or table or feedback):
        refuse("say where the grades go: --canvas, --moodle, --csv or --feedback")
    try:
        with closing(Course(course, assignment)) as opened:
            read = read_class(opened)
            done = _give_back(read, canvas, moodle, table, feedback, partial, column)
    except (AssignmentError, RosterError, ManifestError, SheetError, CannotWrite) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename or course} cannot be written: {error.strerror}")
    for one in done:
        _print(one, {student: grade.person.name for student, grade in read.grades.items()})
    sys.exit(1 if any(one.needs_a_person for one in done) else 0)


def _give_back(
    read: Class,
    canvas: Path | None,
    moodle: Path | None,
    table: Path | None,
    feedback: Path | None,
    partial: bool,
    column: str,
) -> list[GivenBack]:
    done = []
    if canvas:
        done.append(fill_canvas(read, canvas, column, partial))
    if moodle:
        done.append(fill_moodle(read, moodle, column, partial))
    if feedback:
        named = canvas_platform.NAME if canvas else moodle_platform.NAME if moodle else the_platform(read)
        done.append(write_feedback(read, feedback, named, moodle, partial))
    if table:
        done.append(write_table(read, table))
    return done


def _print(done: GivenBack, called: Mapping[str, str]) -> None:
    out = console()
    for note in done.notes[:MAX_LISTED]:
        out.print(Text(note))
    if len(done.notes) > MAX_LISTED:
        out.print(f"and {len(done.notes) - MAX_LISTED} more notes")
    reasons = {
        "waits": done.waiting,
        "left as it was": done.left_alone,
        "not handed in": dict.fromkeys(done.not_handed_in, ""),
    }
    table = Table(box=None, pad_edge=False)
    for title in ("not given", "who", "why"):
        table.add_column(title, overflow="fold")
    for title, found in reasons.items():
        for who, reason in list(found.items())[:MAX_LISTED]:
            table.add_row(title, Text(with_name(who, called)), Text(reason))
        if len(found) > MAX_LISTED:
            table.add_row(title, f"and {len(found) - MAX_LISTED} more", "")
    if table.row_count:
        out.print(table)
    missing = sum(map(len, reasons.values()))
    given = f"{len(done.given)} given back, {missing} not"
    if done.lines:
        given = f"{done.lines} lines, {len(done.given)} with a score, {done.lines - len(done.given)} without one yet"
    out.print(f"{done.target}: {given}", highlight=False, markup=False)
