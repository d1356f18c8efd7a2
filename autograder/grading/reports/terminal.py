"""A grade as a table on a terminal."""

from rich.table import Table
from rich.text import Text

from autograder.checks.check import Outcome
from autograder.grading.grade import Grade
from autograder.grading.reports.words import SIGNS, points

STYLES = {
    Outcome.PASSED: "blue",
    Outcome.FAILED: "dark_orange3",
    Outcome.SKIPPED: "dim",
    Outcome.ERROR: "magenta",
}


def as_table(grade: Grade) -> Table:
    """Question, check, outcome and message for a terminal."""
    table = Table(show_lines=False, pad_edge=False, box=None)
    table.add_column("question", style="bold", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    table.add_column("check", ratio=2)
    table.add_column("what was seen", ratio=3)
    for name, verdict in grade.verdicts.items():
        table.add_row(name, f"{points(verdict.score)} / {points(verdict.max_score)}")
        for result in verdict.results:
            outcome = Text(f"{SIGNS[result.outcome]} {result.outcome}", STYLES[result.outcome])
            seen = Text(" ".join(part for part in (result.message, result.help) if part))
            table.add_row("", "", outcome, Text(result.title), seen)
        for note in verdict.notes:
            table.add_row("", "", "", Text(note, "dim"))
    return table
