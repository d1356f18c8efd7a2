"""What a student reads: every check with its outcome, and nothing that is for graders."""

import html
import re

import demo
import pytest

pytestmark = [pytest.mark.timeout(1500), pytest.mark.xdist_group("course")]


@pytest.fixture
def page(course):
    def read(student: str) -> str:
        path = course / "feedback" / student / demo.ASSIGNMENT / f"{demo.ASSIGNMENT}.html"
        return html.unescape(re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8")))

    return read


def test_a_failed_check_says_what_was_seen_and_gives_a_hint(page):
    text = page("wrong_lengths")
    assert "✗ FAILED" in text
    assert "generate() returns exactly `length` new characters" in text
    assert re.search(r"asked for \d+ characters, got \d+", text)
    assert "Hint: Return the new characters only, without the prompt." in text


def test_a_crash_is_explained(page):
    assert "forward(): the kernel ended itself" in page("crashes")


def test_a_stand_in_is_announced(page):
    assert "the lab's own forward took the place of yours" in page("crashes")


def test_an_unreadable_file_is_explained(page):
    assert "the submitted file could not be graded: it is not a notebook" in page("not_a_notebook")


@pytest.mark.parametrize("student", ["complete", "half_done", "untouched", "not_a_notebook"])
def test_nothing_for_graders_is_shown(page, student):
    text = page(student)
    for secret in ("MARK SCHEME", "Mark scheme", "[words:", "For the grader"):
        assert secret not in text


def test_the_score_of_each_question_is_shown(page):
    assert "train: 18 of 18 points" in page("complete")
