"""`autograder regrade`: a class again, from evidence."""

import sys
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import click

from autograder.cli.common import course_option, refuse, student_option, workers_option
from autograder.course.lock import locked
from autograder.course.regrade import regrade_class
from autograder.course.roster import RosterError
from autograder.engine import workers as workers_of
from autograder.engine.workers import WorkersUnavailable
from autograder.gradebook.course import CannotWrite, Course
from autograder.grading.assignment import AssignmentError
from autograder.kernel.walls.choice import wall
from autograder.kernel.walls.wall import SandboxUnavailable


@click.command("regrade")
@click.argument("assignment")
@click.option("--diff", is_flag=True, help="Show whose grade changes, by how much and why.")
@click.option("--apply", is_flag=True, help="Write what changes; without it nothing is written.")
@student_option
@workers_option
@course_option
def command(
    assignment: str, diff: bool, apply: bool, students: tuple[str, ...], workers: int | None, course: Path
) -> None:
    """Judge ASSIGNMENT again from evidence, after a change of checks, weights or points.

    Student code runs only if a check makes a call that is not on record. Exit code 1 if some grades cannot be judged
    again.
    """
    hire = partial(workers_of.local, workers or workers_of.default_count())
    try:
        wall()
        with closing(Course(course, assignment)) as opened, ExitStack() as held:
            if apply:
                held.enter_context(locked(opened.root, f"autograder regrade {assignment}"))
            sys.exit(regrade_class(opened, hire, students, diff, apply))
    except (AssignmentError, RosterError, SandboxUnavailable, WorkersUnavailable, CannotWrite) as error:
        refuse(str(error))
