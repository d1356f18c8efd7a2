"""`autograder mark` in Chromium: clicked and typed as a person does. Called by `make browser`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import text_to_be_present_in_element
from selenium.webdriver.support.wait import WebDriverWait
from support import samples
from support.waiting_course import fill, mark_of, marking

pytestmark = [pytest.mark.timeout(240), pytest.mark.browser]
STUDENTS = ["anna", "björn", "chen"]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marking") / "course"
    samples.release(folder, Console(quiet=True))
    fill(folder, STUDENTS)
    return folder


@pytest.fixture
def browser(course: Path) -> Iterator[Chrome]:
    options = ChromeOptions()
    quiet = ("no-first-run", "disable-background-networking", "disable-component-update", "disable-sync")
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "window-size=1280,1000", *quiet):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with marking(course) as address, Chrome(options, ChromeService("/usr/bin/chromedriver")) as opened:
        opened.get(address)
        yield opened


def save(browser: Chrome, score: str, comment: str, then: str) -> None:
    """Fills in the first form, saves it and waits for the page that begins with the answer of `then`."""
    browser.find_element(By.NAME, "score").send_keys(score)
    browser.find_element(By.NAME, "comment").send_keys(comment)
    browser.find_element(By.XPATH, "//button[text()='Save']").click()
    WebDriverWait(browser, 30).until(text_to_be_present_in_element((By.CLASS_NAME, "answer"), f"{then} says"))


def test_a_person_marks_one_answer_after_another(browser, course):
    save(browser, "1", "Say why.", then="björn")
    browser.find_element(By.XPATH, "//summary[text()='Comments used before']").click()
    browser.find_element(By.CLASS_NAME, "reuse").click()
    save(browser, "1,5", " Where?", then="chen")
    assert mark_of(course, "answer_1", "anna") == (1.0, "Say why.", False)
    assert mark_of(course, "answer_1", "björn") == (1.5, "Say why. Where?", False)
    assert not [
        one for one in browser.get_log("browser") if one["level"] == "SEVERE" and "favicon" not in one["message"]
    ]


@pytest.mark.parametrize("width", [1280, 500])
def test_nothing_is_cut_off_at_the_side(browser, width):
    browser.set_window_size(width, 900)
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
