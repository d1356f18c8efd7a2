"""`autograder grade`: a class."""

import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import click

from autograder.cli.common import course_option, refuse, seed_option, student_option, workers_option
from autograder.course.grade import grade_class
from autograder.course.lock import locked
from autograder.course.roster import RosterError
from autograder.engine import workers as workers_of
from autograder.engine.workers import WorkersUnavailable
from autograder.gradebook.course import CannotWrite, Course
from autograder.grading.assignment import AssignmentError
from autograder.kernel.walls.choice import wall
from autograder.kernel.walls.wall import SandboxUnavailable


@click.command("grade")
@click.argument("assignment")
@workers_option
@student_option
@click.option("--force", is_flag=True, help="Grade again even if there is a grade.")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the workers of this Dask scheduler (docs/clusters.md).")
@click.option("--seed", type=seed_option, help="Draw each submission's seed from this one.")
@course_option
def command(
    assignment: str,
    workers: int | None,
    students: tuple[str, ...],
    force: bool,
    scheduler: str | None,
    seed: int | None,
    course: Path,
) -> None:
    """Grade every submission of ASSIGNMENT that is new, or newer than its grade.

    Exit code 0 if every submission has a grade, 1 if some are left to a person or not graded yet, 2 for wrong usage.
    """
    if scheduler and workers:
        refuse("--workers is for this machine, --scheduler for others: give one of them")
    count = workers or workers_of.default_count()
    hire = partial(workers_of.cluster, scheduler) if scheduler else partial(workers_of.local, count)
    try:
        if not scheduler:
            wall()
        with closing(Course(course, assignment)) as opened, locked(opened.root, f"autograder grade {assignment}"):
            sys.exit(grade_class(opened, hire, students, force, seed))
    except (AssignmentError, RosterError, SandboxUnavailable, WorkersUnavailable, CannotWrite) as error:
        refuse(str(error))
