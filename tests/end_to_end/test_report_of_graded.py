"""`autograder report` and `autograder similar` on submissions that were really handed in and graded, as programs."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support import tiny_lab
from support.canvas_site import CanvasSite, CanvasStudent
from support.running import environment
from support.tiny_course import ROOT, work

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("report_of_graded")]
NAME = tiny_lab.NAME
WRONG = work(scale_code="def scale(numbers, factor):\n    return [number + factor for number in numbers]")
LONG = """
def greet(name):
    letters = []
    for place, letter in enumerate("Hello, " + name + "!"):
        if place % 2 == 0:
            letters.append(letter)
        else:
            letters += [letter]
    shown, rest = "", list(reversed(letters))
    while rest:
        shown = shown + rest.pop()
    return shown
"""
CLASS = {
    "Lovelace, Ada": {"a.ipynb": work(greet_code=LONG)},
    "Ng, Zoë": {"b.ipynb": work(greet_code=LONG.replace("letters", "signs").replace("shown", "text"))},
    "Hopper, Grace": {"c.ipynb": WRONG},
    "Only, Pdf": {"d.pdf": b"%PDF"},
    "Gone, Tim": {},
}
LATE = "Hopper, Grace"


def run(course: Path, *arguments: str, code: int) -> str:
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=course, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of five that was collected from Canvas and graded in sandboxed kernels."""
    folder = tmp_path_factory.mktemp("graded") / "course"
    tiny_lab.make_course(folder)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    run(folder, "nbgrader", "generate_assignment", NAME, "--force", code=0)
    people = [
        CanvasStudent(number, name, f"S{number}", name.split(", ")[1].lower(), late=name == LATE, files=files)
        for number, (name, files) in enumerate(CLASS.items(), 101)
    ]
    site = CanvasSite(people, {"A tiny lab": 11.0})
    (folder / "in.zip").write_bytes(site.submissions())
    (folder / "export.csv").write_bytes(site.gradebook())
    run(folder, "autograder", "collect", NAME, "in.zip", "--roster", "export.csv", code=1)
    run(folder, "autograder", "grade", NAME, code=1)
    return folder


def test_the_report(course: Path) -> None:
    said = run(course, "autograder", "report", NAME, code=0)
    assert said.split() == [str(course / "report" / NAME / name) for name in ("report.html", "items.csv")]
    page = BeautifulSoup((course / "report" / NAME / "report.html").read_text("utf-8"), "html.parser")
    lists = {part.summary.text: [one.text for one in part("li")] for part in page("details") if part.ul}
    assert lists["3 to be marked"] == [
        "ada Lovelace, Ada: answer_1",
        "grace Hopper, Grace, late according to the platform, which gives no time: no points off: answer_1",
        "zoë Ng, Zoë: answer_1",
    ]
    assert lists["1 not handed in"] == ["tim Gone, Tim"]
    assert lists["1 left to a person"][0].startswith("pdf Only, Pdf: what was handed in could not be graded")
    assert list(map(len, (lists["1 late, 1 without a time"],))) == [1]
    assert "1 of 3 lost points on scale" in page.find("ol", "act").text
    with (course / "report" / NAME / "items.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["question"]: row for row in csv.DictReader(file) if row["kind"] == "question"}
    assert (rows["scale"]["n"], rows["greet"]["mean"], rows["answer_1"]["n"]) == ("3", "3", "0")


def test_similar_work(course: Path) -> None:
    said = run(course, "autograder", "similar", NAME, "--export", "dolos", code=1)
    assert "3 people's work compared, 1 could not be; 1 pair to look at" in said
    page = (course / "similar" / NAME / "similar.html").read_text("utf-8")
    assert "ada and zoë" in BeautifulSoup(page, "html.parser").get_text()
    assert (course / "dolos" / "greet_code" / "info.csv").is_file()


def test_where_the_labs_own_function_served_is_in_the_feedback(course: Path) -> None:
    run(course, "nbgrader", "generate_feedback", NAME, "--force", code=0)
    pages = {name: course / "feedback" / name / NAME / f"{NAME}.html" for name in ("ada", "grace")}
    served = "Here the lab's own scale replaced yours"
    found = {name: BeautifulSoup(path.read_text("utf-8"), "html.parser") for name, path in pages.items()}
    assert served in found["grace"].find("section", id="greet").get_text()
    assert served not in found["ada"].get_text()
