"""`autograder mark`: the real command, a real gradebook, and the requests that a browser makes."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from bs4 import BeautifulSoup
from engine_course import released
from support.waiting_course import fill, mark_of, marking

pytestmark = pytest.mark.timeout(240)
STUDENTS = ["anna", "björn", "chen", "dov"]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = released(tmp_path_factory.mktemp("marking") / "course")
    fill(folder, STUDENTS)
    return folder


@pytest.fixture(scope="module")
def address(course: Path) -> Iterator[str]:
    with marking(course) as running:
        yield running


@pytest.fixture
def browser(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address.partition("/?")[0], follow_redirects=True, timeout=30) as client:
        assert client.get(address).status_code == 200
        yield client


def card(page: httpx.Response, number: int) -> BeautifulSoup:
    found = BeautifulSoup(page.text, "html.parser").select(f"section[id$='-{number}']")
    assert found, page.text
    return found[0]


def fields(section: BeautifulSoup) -> dict[str, str]:
    """What the form of a card would send as it stands."""
    given = {one["name"]: one.get("value", "") for one in section.select("input")}
    return given | {one["name"]: one.text.removeprefix("\n") for one in section.select("textarea")}


def test_an_answer_is_shown_with_its_question_its_note_and_nothing_that_runs(browser):
    page = browser.get("/answers/answer_1")
    section = card(page, 1)
    assert "Mark scheme for question 1" in page.text
    assert "BEGIN MARK SCHEME" not in page.text
    assert "anna says" in section.text
    assert not section.select("script")
    assert "41 words; values quoted: none" in section.text
    assert "0123456789ab" not in section.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_mark_stands_in_the_gradebook_and_the_next_answer_comes(course, browser):
    first = card(browser.get("/answers/answer_2"), 1)
    page = browser.post("/save", data=fields(first) | {"score": "1,5", "comment": "Näher!"})
    assert mark_of(course, "answer_2", "anna") == (1.5, "Näher!", False)
    assert page.status_code == 200
    assert "submission 2" in page.text
    assert "submission 1<" not in page.text
    assert [one.text for one in card(page, 2).select(".reuse")] == ["Näher!"]
    again = card(browser.get("/answers/answer_2?all=1"), 1)
    assert fields(again)["score"] == "1.5"
    assert fields(again)["comment"] == "Näher!"
    browser.post("/save", data=fields(again) | {"score": ""})
    assert mark_of(course, "answer_2", "anna") == (None, "Näher!", True)


def test_nothing_is_lost_when_two_people_mark(course, browser):
    first = card(browser.get("/answers/answer_3"), 2)
    browser.post("/save", data=fields(first) | {"score": "2", "comment": "Theirs."})
    page = browser.post("/save", data=fields(first) | {"score": "1", "comment": "Mine."})
    assert page.status_code == 409
    assert mark_of(course, "answer_3", "björn") == (2.0, "Theirs.", False)
    section = card(page, 2)
    assert "2 points" in section.text
    assert "Theirs." in section.text
    assert fields(section)["comment"] == "Mine."
    browser.post("/save", data=fields(section))
    assert mark_of(course, "answer_3", "björn") == (1.0, "Mine.", False)


@pytest.mark.parametrize("score", ["3.5", "-1", "much", "nan"])
def test_points_that_cannot_be_are_refused_and_the_comment_stays(course, browser, score):
    first = card(browser.get("/answers/answer_4"), 1)
    page = browser.post("/save", data=fields(first) | {"score": score, "comment": "Long words."})
    assert page.status_code == 400
    assert fields(card(page, 1))["comment"] == "Long words."
    assert mark_of(course, "answer_4", "anna") == (None, None, True)


def test_all_answers_of_one_student_stand_on_one_page(browser):
    page = browser.get("/students/björn")
    assert len(BeautifulSoup(page.text, "html.parser").select("section")) == 5


def test_answers_are_shown_without_ids_and_the_number_leads_to_whose_they_are(browser):
    page = browser.get("/answers/answer_5?all=1")
    section = card(page, 2)
    link = section.h2.a
    assert link.text == "submission 2"
    assert unquote(link["href"]) == "/students/björn"
    assert "björn" not in section.h2.get_text()


def test_nobody_marks_without_the_token_or_from_another_page(course, address, browser):
    base = address.partition("/?")[0]
    assert httpx.get(f"{base}/answers/answer_1").status_code == 403
    assert httpx.get(f"{base}/?token=guess").status_code == 403
    assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 403
    forged = fields(card(browser.get("/answers/answer_5"), 1)) | {"_xsrf": "", "score": "3"}
    assert browser.post("/save", data=forged).status_code == 403
    assert mark_of(course, "answer_5", "anna") == (None, None, True)


def test_what_is_not_there_is_said(browser):
    assert browser.get("/answers/answer_9").status_code == 404
    assert browser.get("/students/nobody").status_code == 404
