"""What `autograder grade` prints: a bar or lines while it works, and tables at the end."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.checks.check import Verdict
from autograder.course.called import with_name
from autograder.engine.package import Graded
from autograder.grading.reports.words import points
from autograder.kernel.text import one_line

MAX_LISTED = 50
MAX_NAME = 100
LOG = 120  # characters in a line of a log


@dataclass
class Tally:
    """One question over all submissions."""

    points: float
    judged: int = 0
    total: float = 0.0
    full: int = 0
    nothing: int = 0

    def add(self, score: float) -> None:
        self.judged += 1
        self.total += score
        self.full += score == self.points
        self.nothing += score == 0


@dataclass
class Summary:
    """What became of a run: by question, and of whom something was left to a person, with the reason.

    `called` are the names of students by id.
    """

    called: Mapping[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    graded: int = 0
    questions: dict[str, Tally] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    cold: str = ""

    def add(self, one: Graded) -> None:
        self.graded += 1
        self.cold = self.cold or one.cold
        for name, verdict in one.grade.verdicts.items():
            tally = self.questions.setdefault(name, Tally(verdict.max_score))
            if verdict.score is not None:
                tally.add(verdict.score)
        undecided = [name for name in one.grade.undecided if name in one.grade.verdicts]
        if undecided:
            self.left[one.student] = left_to_a_person(one)


def left_to_a_person(one: Graded) -> str:
    """Why the submission was left to a person, in one line."""
    errors = [
        f"{name}: {result.message}"
        for name, verdict in one.grade.verdicts.items()
        for result in verdict.results
        if verdict.has_error and result.outcome == "ERROR"
    ]
    same = len({error.partition(": ")[2] for error in errors}) == 1
    return one_line(errors[0].partition(": ")[2] if same else "; ".join(errors), 300)


class Bar:
    """On a terminal: how many of how many, the rate, and when it will be done."""

    def __init__(self, bar: Progress, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task("grading", total=total, rate="")

    def tell(self, one: Graded, summary: Summary) -> None:
        rate = 60 * summary.graded / (time.monotonic() - summary.started)
        self._bar.update(self._task, advance=1, rate=f"{rate:.1f} a minute")


class Lines:
    """In a log: a line for each submission."""

    def __init__(self, out: Console, total: int) -> None:
        self._out = out
        self._total = total

    def tell(self, one: Graded, summary: Summary) -> None:
        number = f"{summary.graded:>{len(str(self._total))}} of {self._total}"
        line = f"{number}  {one_line(one.student, MAX_NAME)}: {_got(one.grade.verdicts)}, {one.seconds:.1f} s"
        self._out.print(line, markup=False)


def _got(verdicts: Mapping[str, Verdict]) -> str:
    """The points of what was judged, and what was not: that is no 0."""
    judged = [verdict for verdict in verdicts.values() if verdict.score is not None]
    if not judged:
        return "left to a person"
    left = ", ".join(name for name, verdict in verdicts.items() if verdict.score is None)
    got, full = sum(verdict.earned for verdict in judged), sum(verdict.max_score for verdict in judged)
    return f"{got:g} of {full:g}" + (f", {left} left to a person" if left else "")


@contextmanager
def progress(out: Console, total: int) -> Iterator[Bar | Lines]:
    """What to call with each grade: for a terminal or for a log."""
    if not out.is_terminal:
        yield Lines(out, total)
        return
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=out) as bar:
        yield Bar(bar, total)


def close(out: Console, summary: Summary, already: int) -> None:
    """The closing tables."""
    seconds = time.monotonic() - summary.started
    if summary.questions:
        out.print(_questions(summary))
    if summary.left:
        out.print(_left(summary))
        if len(summary.left) > MAX_LISTED:
            out.print(f"and {len(summary.left) - MAX_LISTED} more")
    if summary.cold:
        out.print(f"no warm kernels here, so each submission got a cold one: {summary.cold}", markup=False)
    took = f" in {seconds:.0f} s, {seconds / summary.graded:.1f} s each" if summary.graded else ""
    left = f", {len(summary.left)} of them left to a person" if summary.left else ""
    out.print(f"this call: {summary.graded} graded{took}{left}; {already} had their grade before")


def _questions(summary: Summary) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("question", "points", "mean", "full marks", "nothing"):
        table.add_column(title, justify="left" if title == "question" else "right")
    for name, tally in summary.questions.items():
        mean = f"{tally.total / tally.judged:.1f}" if tally.judged else ""
        table.add_row(name, points(tally.points), mean, str(tally.full), str(tally.nothing))
    return table


def _left(summary: Summary) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("left to a person", no_wrap=True)
    table.add_column("why")
    for student, reason in list(summary.left.items())[:MAX_LISTED]:
        table.add_row(Text(with_name(student, summary.called)), Text(reason))
    return table
