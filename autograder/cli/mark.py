"""`autograder mark`: the written answers, in a browser."""

from contextlib import closing
from pathlib import Path

import click

from autograder.cli.common import course_option, refuse
from autograder.course.mark.server import serve
from autograder.course.terminal import say
from autograder.gradebook.course import CannotWrite, Course
from autograder.grading.assignment import AssignmentError


@click.command("mark")
@click.argument("assignment")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to serve on; a free one unless given.")
@course_option
def command(assignment: str, port: int, course: Path) -> None:
    """Mark the written answers of ASSIGNMENT in a browser, one question at a time for all students.

    Serves a page on this machine only, until you stop it with Ctrl-C. Points and comments go into the gradebook as if
    the formgrader had saved them.
    """
    try:
        with closing(Course(course, assignment)) as opened:
            if not opened.assignment.answers:
                refuse(f"{assignment} has no answers that a person marks")
            serve(opened, port, lambda address: say(f"Open {address}\nStop with Ctrl-C."))
    except (AssignmentError, CannotWrite) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"the port {port} cannot be used ({error.strerror}): choose another with --port")
