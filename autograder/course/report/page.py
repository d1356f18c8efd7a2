"""The page and the table of items, written into a folder."""

import csv
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
from markupsafe import Markup

from autograder.course.report.analysis import Analysis, CheckReport, QuestionReport
from autograder.course.report.charts import Chart, Share, climb, histogram, shares
from autograder.course.report.findings import MOST
from autograder.course.report.items import FIFTHS, MIN_STUDENTS, Item
from autograder.course.report.people import Person, Status
from autograder.grading.reports.spreadsheet import inert
from autograder.grading.reports.words import with_code

TEMPLATES = Path(__file__).parents[1] / "templates"
FIGURES = ("n", "points", "mean", "median", "sd", "difficulty", "discrimination", "zero", "full")
COLUMNS = (
    *("kind", "question", "check", "title", *FIGURES),
    *(f"fifth_{i + 1}" for i in range(FIFTHS)),
    "skipped",
    *(f"{column}_{i + 1}" for i in range(MOST) for column in ("finding", "students")),
)


def write_report(
    folder: Path, assignment: str, people: Sequence[Person], analysis: Analysis, roster: str = ""
) -> list[Path]:
    """Writes report.html and items.csv, and returns their paths; `roster` names the roster's source. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    page, table = folder / "report.html", folder / "items.csv"
    page.write_text(as_page(assignment, people, analysis, datetime.datetime.now(), roster), encoding="utf-8")
    with table.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        lines.writerows([inert(value) for value in row] for row in rows(analysis))
    return [page, table]


def rows(analysis: Analysis) -> Iterator[list[str]]:
    """The lines of items.csv: each question, then its checks. Numbers have six digits; an empty cell is unknown."""
    for question in analysis.questions:
        yield _row("question", question.name, "", "", question.item, "", [])
        for one in question.checks:
            yield _row("check", question.name, one.name, one.title, one.item, str(one.skipped), one.findings)


def _row(
    kind: str, question: str, check: str, title: str, item: Item, skipped: str, found: list[tuple[str, int]]
) -> list[str]:
    about = asdict(item)
    figures = [about[name] for name in FIGURES] + list(item.fifths)
    said = [part for text, count in found for part in (text, str(count))]
    said += [""] * (2 * MOST - len(said))
    return [kind, question, check, title, *("" if one is None else f"{one:.6g}" for one in figures), skipped, *said]


def as_page(
    assignment: str, people: Sequence[Person], analysis: Analysis, made: datetime.datetime, roster: str = ""
) -> str:
    """The page. It needs no network and no other file."""
    surroundings = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    surroundings.filters.update(figure=_figure, percent=_percent, hours=_hours, code=_code)
    return surroundings.get_template("report.html.j2").render(
        assignment=assignment,
        made=f"{made:%Y-%m-%d %H:%M}",
        groups=_groups(people),
        handed_in=sum(one.status is not Status.MISSING for one in people),
        late=[one for one in people if one.is_late],
        untimed_words=_untimed_words(people),
        roster=roster,
        strangers=[one for one in people if not one.is_on_roster],
        analysis=analysis,
        to_go_over=_to_go_over(analysis),
        charts=_charts(analysis),
        climbs={one.name: climb(one.name, one.item.fifths) for one in analysis.questions if one.item.n},
        least=MIN_STUDENTS,
        **_of_the_class(analysis),
    )


def _untimed_words(people: Sequence[Person]) -> str:
    """How many of those who are late are so only by the platform's word: the others are by nbgrader's times."""
    untimed = sum(one.is_late and not one.is_timed_late for one in people)
    return f", {untimed} without a time" if untimed else ""


def _groups(people: Sequence[Person]) -> dict[Status, list[Person]]:
    return {status: [one for one in people if one.status is status] for status in Status}


def _to_go_over(analysis: Analysis) -> list[QuestionReport]:
    """The questions by what they cost, those last that wait for a person more often than not."""
    known = [one for one in analysis.questions if one.item.n]
    return sorted(known, key=lambda one: (one.waiting > one.item.n, one.item.difficulty))


def _of_the_class(analysis: Analysis) -> dict[str, Any]:
    """Single figures over the class: of totals, and of times in seconds."""
    totals, seconds = analysis.totals, analysis.seconds
    about: dict[str, Any] = {"total": None, "time": None}
    if totals.size:
        sd = float(totals.std(ddof=1)) if totals.size > 1 else None
        about["total"] = {"mean": float(totals.mean()), "median": float(np.median(totals)), "sd": sd}
        about["total"] |= {"low": float(totals.min()), "high": float(totals.max())}
    if seconds.size:
        middle, late = np.percentile(seconds, [50, 95])
        about["time"] = {"median": middle, "slow": late, "longest": seconds.max(), "sum": seconds.sum()}
    return about


def _charts(analysis: Analysis) -> dict[str, Chart]:
    known = [one for one in analysis.questions if one.item.n]
    charts = {
        "totals": histogram("Points in all", analysis.totals, 0, analysis.maximum, "points"),
        "shares": shares("How each question went", [_share(one) for one in known]),
    }
    if analysis.seconds.size:
        high = float(np.ceil(max(analysis.seconds.max(), 1)))
        charts["times"] = histogram("Time per submission", analysis.seconds, 0, high, "seconds")
    return charts


def _share(question: QuestionReport | CheckReport) -> Share:
    full, zero = question.item.full or 0.0, question.item.zero or 0.0
    return Share(question.name, full, max(0.0, 1 - full - zero), zero)


def _figure(value: float | None, digits: int = 2) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"


def _code(text: str) -> Markup:
    return Markup(with_code(text))


def _hours(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.0f} days"
