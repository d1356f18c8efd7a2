"""The page of the class report: whole in itself, with what it says of people and a table behind each chart."""

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from bench import classes
from bs4 import BeautifulSoup

from autograder.checks.check import Outcome, Result, Verdict
from autograder.course.report.analysis import analyse
from autograder.course.report.page import as_page, write_report
from autograder.course.report.people import Person, Status
from autograder.gradebook.standing import Standing
from autograder.grading import assignment as assignments
from autograder.grading.evidence.file import unpack

HOSTILE = "<script>alert(1)</script>"
MADE = datetime(2026, 11, 25, 12)


@pytest.fixture(scope="module")
def lab() -> assignments.Assignment:
    return assignments.load(classes.ROOT, "lab13_rnn")


@pytest.fixture(scope="module")
def people(lab: assignments.Assignment) -> list[Person]:
    """Thirty who are graded, one who is late and whose code says what is not to act, one who handed in nothing."""
    made = []
    for one in classes.drawn(lab, 30, seed=8):
        verdicts = unpack(one.evidence).verdicts if one.evidence else {}
        marks: dict[str, float | None] = {name: verdict.score for name, verdict in verdicts.items()}
        standing = Standing(one.student, marks=marks | dict.fromkeys(lab.answers, 1.5))
        made.append(Person(one.student, "", Status.GRADED, standing, verdicts=verdicts, seconds=12.5))
    failed = Result("shapes", HOSTILE, Outcome.FAILED, 1, f"got {HOSTILE}")
    made[0] = replace(made[0], name=HOSTILE, verdicts={"windows": Verdict("windows", (failed,), 10)})
    made[0].standing.seconds_late, made[0].standing.penalty = 7200.0, 5.0
    made.append(Person("nothing", "Zoë Ó Briain", Status.MISSING, Standing("nothing")))
    made[1] = replace(made[1], is_called_late=True)
    left = Standing("left", marks=dict.fromkeys(lab.graded, None))
    made.append(Person("left", "", Status.LEFT, left, reason="it is an HTML page", is_on_roster=False))
    return made


@pytest.fixture(scope="module")
def page(lab: assignments.Assignment, people: list[Person]) -> BeautifulSoup:
    return BeautifulSoup(as_page("lab13_rnn", people, analyse(lab, people), MADE, "a list"), "html.parser")


def test_the_page_loads_nothing_and_runs_nothing(page):
    assert not page.find_all(["script", "link", "img", "iframe", "object"])
    assert all(a["href"].startswith("#") for a in page.find_all("a"))
    assert "url(" not in page.style.text
    assert "@import" not in page.style.text
    assert HOSTILE in page.text


def test_the_page_knows_dark_paper_and_telephones(page):
    for rule in ("prefers-color-scheme: dark", "@media print", "max-width: 45rem"):
        assert rule in page.style.text
    assert page.find("meta", {"name": "viewport"})


def test_each_chart_has_its_table_behind_it_and_says_what_it_shows(page):
    figures = page.find_all("figure")
    assert len(figures) == 3 + 14
    for figure in figures:
        assert figure.svg["aria-label"]
        assert figure.details.table.find_all("tr")


def test_a_charts_table_says_what_the_chart_draws(page, lab, people):
    totals = analyse(lab, people).totals
    rows = [[cell.text for cell in row.find_all("td")] for row in page.figure.details.table.tbody.find_all("tr")]
    assert sum(int(count) for _, count in rows) == totals.size
    assert int(rows[-1][1]) == (totals >= 90).sum()
    drawn = [int(text.text) for text in page.figure.svg.find_all("text")[: len([1 for _, n in rows if n != "0"])]]
    assert drawn == [int(count) for _, count in rows if count != "0"]


def test_everybody_stands_where_they_belong(page):
    listed = {part.summary.text: part.find_all("li") for part in page.find_all("details") if part.ul}
    assert [one.text.strip() for one in listed["1 not handed in"]] == ["nothing Zoë Ó Briain"]
    assert "it is an HTML page" in listed["1 left to a person"][0].text
    timed, called = listed["2 late, 1 without a time"]
    assert "2.0 h late, 5 points off" in timed.text
    assert called.text.endswith("late according to the platform, which gives no time: no points off")
    assert len(listed["30 graded"]) == 30
    assert [one.code.text for one in listed["1 not on the roster (a list)"]] == ["left"]


def test_what_cost_most_comes_first_and_last_what_mostly_waits(lab, people):
    waiting = [replace(one, standing=replace(one.standing, marks=dict(one.standing.marks))) for one in people[:9]]
    for one in waiting:
        one.standing.marks["answer_1"] = None
    waiting[0].standing.marks["answer_1"] = 0.0
    page = BeautifulSoup(as_page("lab13_rnn", waiting, analyse(lab, waiting), MADE), "html.parser")
    told = [one.text for one in page.find("ol", "act").find_all("li")]
    assert told[-1] == "1 of 1 lost points on answer_1; the mean is 0.0 of 2. 8 wait for a person."


def test_each_tile_says_what_it_counts(page, lab, people):
    tiles = {tile.b.next_sibling: tile.b.text for tile in page.find("ul", "states").find_all("li")}
    mean = analyse(lab, people).totals.mean()
    assert tiles == {
        "handed in": "31",
        "left to a person": "1",
        "handed in, not graded yet": "0",
        "to be marked": "0",
        "not handed in": "1",
        "graded": "30",
        "late, 1 without a time": "2",
        "not on the roster": "1",
        "points on average, of 100": f"{mean:.1f}",
    }


def test_the_figures_of_the_page_are_those_of_the_analysis(page, lab, people):
    table = page.find("h2", string="Questions").find_next("table")
    lines = {row.td.text: [cell.text for cell in row.find_all("td")] for row in table.tbody.find_all("tr")}
    for one in analyse(lab, people).questions:
        mean, median, sd = lines[one.name][4:7]
        assert (mean, median) == (f"{one.item.mean:.2f}", f"{one.item.median:.2f}")
        assert sd == f"{one.item.sd:.2f}"
        assert lines[one.name][2] == str(one.item.n)


def test_the_table_of_items_does_nothing_in_a_spreadsheet(tmp_path: Path, lab, people):
    failed = Result("shapes", "=1+1", Outcome.FAILED, 1, '=HYPERLINK("http://x")')
    calls = replace(people[0], verdicts={"windows": Verdict("windows", (failed,), 10)})
    about = analyse(lab, [calls])
    page, items = write_report(tmp_path / "a" / "b", "lab13_rnn", [calls], about)
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with items.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=HYPERLINK('…')" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]


def test_a_class_without_evidence_or_scores_still_has_a_page(lab):
    for people in ([], [Person("one", "", Status.MISSING, Standing("one"))]):
        text = as_page("lab13_rnn", people, analyse(lab, people), MADE)
        assert "No alpha is given" in text
        assert "No evidence says how long" in text
