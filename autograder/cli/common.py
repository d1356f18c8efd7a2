"""What the commands share: how they refuse, where the course is, how many workers there are, how wide a page is."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from autograder.course.terminal import say

course_option = click.option(
    "--course", type=click.Path(path_type=Path), default=".", help="The course folder; by default this one."
)
assignment_option = click.option("--assignment", "name", help="The assignment; needed only if the course has several.")
student_option = click.option(
    "--student", "students", multiple=True, metavar="ID", help="Only this student; can be repeated."
)
workers_option = click.option(
    "--workers", type=click.IntRange(1), help="How many to grade at once; by default as many as cores and memory allow."
)
seed_option = click.IntRange(0, 2**32 - 1)


def refuse(message: str) -> NoReturn:
    """One line on stderr, exit code 2."""
    say(f"autograder: {message}".replace("\n", " "), err=True)
    sys.exit(2)
