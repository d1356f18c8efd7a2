"""What a student reads: every check with its outcome, and nothing that is for graders."""

import html
import re

import pytest
from bs4 import BeautifulSoup
from support import samples

pytestmark = [pytest.mark.timeout(1500), pytest.mark.xdist_group("course")]

WRONG_LENGTH = r"seed=\d+\): (asked for \d+ characters, got \d+|the result starts with the prompt)"


@pytest.fixture
def markup(course):
    def read(student: str) -> str:
        path = course / "feedback" / student / samples.ASSIGNMENT / f"{samples.ASSIGNMENT}.html"
        return path.read_text(encoding="utf-8")

    return read


@pytest.fixture
def page(markup):
    def read(student: str) -> str:
        return html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", markup(student), flags=re.DOTALL))

    return read


@pytest.fixture
def summary(markup):
    """The page's head as text: the total, then question, points and first finding of each line."""

    def read(student: str) -> tuple[str, dict[str, tuple[str, str]]]:
        head = BeautifulSoup(markup(student), "html.parser").header
        rows = ([cell.get_text() for cell in row("td")] for row in head.tbody("tr"))
        return head.find(class_="total").get_text(), {name: (points, found) for name, points, found in rows}

    return read


def test_a_failed_check_says_what_was_seen_and_gives_a_hint(page):
    text = page("wrong_lengths")
    assert "✗ FAILED" in text
    assert "generate() returns a string of exactly length new characters" in text
    assert re.search(WRONG_LENGTH, text)
    assert "Hint: Return the new characters only, without the prompt." in text


def test_a_crash_is_explained(page):
    assert "forward(): the kernel ended itself" in page("crashes")


def test_a_stand_in_is_announced(page):
    assert "the lab's own forward replaced yours, so that each is judged by itself" in page("crashes")


def test_where_a_stand_in_served_the_page_says_so(markup):
    served = "Here the lab's own forward replaced yours, because an earlier question was not passed."
    page = BeautifulSoup(markup("crashes"), "html.parser")
    with_it = [one["id"] for one in page("section", class_="marked") if served in one.get_text()]
    assert with_it == ["train", "generate", "trace", "experiments", "analysis_answered"]


def test_an_unreadable_file_is_explained(page):
    assert "the submitted file could not be graded: it is not a notebook" in page("not_a_notebook")


@pytest.mark.parametrize("student", ["complete", "half_done", "untouched", "not_a_notebook"])
def test_nothing_for_graders_is_shown(page, student):
    text = page(student)
    for secret in ("MARK SCHEME", "Mark scheme", "[words:", "For the grader"):
        assert secret not in text


def test_the_score_of_each_question_is_shown(page):
    assert "train: 18 of 18 points" in page("complete")


def test_the_page_begins_with_the_total_and_what_is_not_marked_yet(summary):
    total, questions = summary("complete")
    assert total == "90 of 100 points so far: 10 are not marked yet"
    assert questions["Part 5: Learning train"] == ("18 of 18", "")
    assert questions["Question 3: Epochs answer_3"] == ("not marked yet", "")


def test_the_summary_says_what_was_found_first(summary):
    _, questions = summary("wrong_lengths")
    assert re.search(WRONG_LENGTH, questions["Part 6: Writing generate"][1])
    _, questions = summary("not_a_notebook")  # of which there are no headings
    assert questions["train"][0] == "not marked yet"


def test_the_students_own_figure_is_shown_and_no_score_is_repeated_as_output(markup):
    page = BeautifulSoup(markup("complete"), "html.parser")
    trace = page.find("section", id="trace")
    assert trace.find("img")["src"].startswith("data:image/png;base64,")
    assert not [output for output in page("pre") if output.get_text().strip() in ("5", "8", "18")]


@pytest.mark.parametrize("student", ["complete", "crashes"])
def test_the_page_fetches_nothing(markup, student):
    page = BeautifulSoup(markup(student), "html.parser")
    assert not page("script") + page("link") + page("iframe")
    assert all(image["src"].startswith("data:") for image in page("img"))
    assert "url(" not in "".join(style.get_text() for style in page("style"))
