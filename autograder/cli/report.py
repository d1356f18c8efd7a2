"""`autograder report`: a class at a glance."""

from contextlib import closing
from pathlib import Path

import click

from autograder.cli.common import course_option, refuse
from autograder.course.manifest import ManifestError
from autograder.course.report.analysis import analyse
from autograder.course.report.page import write_report
from autograder.course.report.people import people
from autograder.course.roster import RosterError, read_roster
from autograder.course.terminal import say
from autograder.gradebook.course import CannotWrite, Course
from autograder.grading.assignment import AssignmentError


@click.command("report")
@click.argument("assignment")
@click.option("--output", type=click.Path(path_type=Path), help="The folder to write to; report/ASSIGNMENT by default.")
@course_option
def command(assignment: str, output: Path | None, course: Path) -> None:
    """Write a page on the class: who stands where, how hard each question was, and what most people missed.

    It is made from the gradebook and evidence, and names students: for teachers only.
    """
    try:
        with closing(Course(course, assignment)) as opened:
            folder = output or opened.root / "report" / assignment
            roster = read_roster(opened)
            everybody = people(opened, roster)
            analysis = analyse(opened.assignment, everybody)
            written = write_report(folder, assignment, everybody, analysis, roster.source if roster else "")
    except (AssignmentError, RosterError, ManifestError, CannotWrite) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename} cannot be written: {error.strerror}")
    for path in written:
        say(str(path))
