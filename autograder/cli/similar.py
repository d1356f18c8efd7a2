"""`autograder similar`: whose works to look at beside each other."""

import datetime
import sys
from contextlib import closing
from pathlib import Path

import click

from autograder.cli.common import course_option, refuse
from autograder.course.similar.cells import cells_to_compare
from autograder.course.similar.export import export
from autograder.course.similar.page import as_page, couples
from autograder.course.similar.pairs import compare
from autograder.course.similar.works import of_archive, of_course
from autograder.course.terminal import say
from autograder.gradebook.course import CannotWrite, Course
from autograder.grading.assignment import AssignmentError

FOLDER = click.Path(path_type=Path)


@click.command("similar")
@click.argument("assignment")
@click.option("--archive", type=FOLDER, help="A folder with work of earlier terms: courses, or notebooks.")
@click.option("--output", type=FOLDER, help="The folder to write to; similar/ASSIGNMENT by default.")
@click.option("--export", "exported", type=FOLDER, help="Also write a folder for Dolos there.")
@course_option
def command(assignment: str, archive: Path | None, output: Path | None, exported: Path | None, course: Path) -> None:
    """Write a page with works of ASSIGNMENT that have much in common, side by side.

    It says where to look, nothing more. Exit code 1 if there is something to look at.
    """
    if archive and not archive.is_dir():
        refuse(f"{archive} is not a folder: name one with courses or notebooks of earlier terms")
    try:
        with closing(Course(course, assignment)) as opened:
            known, folder, works = opened.assignment, output or opened.root / "similar" / assignment, of_course(opened)
        if archive:
            earlier = of_archive(archive, known)
            works.cells |= earlier.cells
            works.left_out |= earlier.left_out
        compared = [compare(cell, works.of_cell(cell.name)) for cell in cells_to_compare(known)]
        folder.mkdir(parents=True, exist_ok=True)
        page = folder / "similar.html"
        page.write_text(
            as_page(assignment, works, compared, datetime.datetime.now()), encoding="utf-8", errors="replace"
        )
        cells = export(exported, known, works) if exported else 0
    except (AssignmentError, CannotWrite) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename} cannot be written: {error.strerror}")
    found = len(couples(compared))
    pairs = f"{found} pair to look at" if found == 1 else f"{found} pairs to look at"
    say(f"{len(works.cells)} people's work compared, {len(works.left_out)} could not be; {pairs}")
    say(str(page))
    if exported:
        say(f"{exported}: {cells} folders; dolos run -l python {exported}/CELL/info.csv, for answers -l char")
    sys.exit(1 if found else 0)
