"""The whole way of an assignment, below build/demo/: release, five submissions, grades, feedback, table.

Called by `make demo`. Uses the real nbgrader commands with this repository's nbgrader_config.py.
"""

import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table
from support.samples import ASSIGNMENT, ROOT, nbgrader, release, submissions, submit

COURSE = ROOT / "build" / "demo"


def main() -> None:
    console = Console()
    try:
        release(COURSE, console)
        for student, replaced in submissions(COURSE).items():
            submit(COURSE, student, replaced)
        nbgrader(COURSE, console, "autograde", ASSIGNMENT)
        nbgrader(COURSE, console, "generate_feedback", ASSIGNMENT)
        nbgrader(COURSE, console, "export", "--to", str(COURSE / "grades.csv"))
    except subprocess.CalledProcessError as error:
        sys.exit(f"demo: {' '.join(error.cmd[2:4])} ended with exit code {error.returncode}; see the logs in {COURSE}")
    console.print(scores(COURSE))
    console.print("Open in a browser:")
    for page in sorted((COURSE / "feedback").glob(f"*/{ASSIGNMENT}/*.html")):
        console.print(f"  {page.relative_to(ROOT)}", soft_wrap=True, highlight=False)
    console.print(f"As a spreadsheet: {(COURSE / 'grades.csv').relative_to(ROOT)}", highlight=False)


def scores(course: Path) -> Table:
    """A column a student, a row a question, from the gradebook."""
    table = Table(title="Points; ? is left for a person to mark")
    table.add_column("question", no_wrap=True)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        cells = gradebook.find_notebook(ASSIGNMENT, ASSIGNMENT).grade_cells
        submissions = gradebook.assignment_submissions(ASSIGNMENT)
        grades = [{grade.name: grade for grade in each.notebooks[0].grades} for each in submissions]
        for each in submissions:
            table.add_column(each.student.id.replace("_", "\n"), justify="right", vertical="bottom")
        table.add_column("of", justify="right")
        for cell in cells:
            row = ["?" if found[cell.name].needs_manual_grade else f"{found[cell.name].score:g}" for found in grades]
            table.add_row(cell.name, *row, f"{cell.max_score:g}", end_section=cell is cells[-1])
        table.add_row("so far", *(f"{each.score:g}" for each in submissions), f"{submissions[0].max_score:g}")
    return table


if __name__ == "__main__":
    main()
