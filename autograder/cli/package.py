"""`autograder package`: an assignment's grader for another platform."""

from pathlib import Path

import click

from autograder.cli.common import course_option, refuse
from autograder.course.terminal import say
from autograder.grading.assignment import AssignmentError
from autograder.platforms.gradescope.package import write_package


@click.command("package")
@click.argument("platform", type=click.Choice(["gradescope"]))
@click.argument("assignment")
@click.option("--output", type=click.Path(path_type=Path), required=True, metavar="FILE.zip", help="Where to write it.")
@course_option
def command(platform: str, assignment: str, output: Path, course: Path) -> None:
    """Write the file that makes PLATFORM grade ASSIGNMENT as here (docs/gradescope.md)."""
    try:
        write_package(course, assignment, output)
    except AssignmentError as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{output} cannot be written: {error.strerror}")
    say(f"{output}: upload it as the autograder of {assignment}; docs/gradescope.md says how")
