"""`autograder doctor`: which wall is used here, and what it keeps."""

import sys
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from autograder.cli.common import course_option, refuse
from autograder.course.terminal import console
from autograder.gradebook.private import private_places
from autograder.kernel.walls.doctor import examine


@click.command("doctor")
@course_option
def command(course: Path) -> None:
    """Show which wall protects this machine from submissions, and what to do if something is missing."""
    if not course.is_dir():
        refuse(f"{course} is not a folder: call this in the course folder, or name it with --course")
    findings = examine(private_places(course))
    table = Table(box=None, pad_edge=False)
    for title in ("protection", "in force", "what to do"):
        table.add_column(title)
    for finding in findings:
        answer = "yes" if finding.in_force else "NO"
        table.add_row(Text(finding.protection), answer, Text("" if finding.in_force else finding.remedy))
    console().print(table)
    if not all(finding.in_force for finding in findings if finding.required):
        sys.exit(1)
