"""`autograder report` and `autograder similar` on a course: who stands where, what is written, what is refused."""

import csv
import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from bench import classes
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from engine_course import released
from support import samples

from autograder.cli import main
from autograder.gradebook.course import Course
from autograder.grading.evidence.file import file_name

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("class")]
STUDENTS = 24
DAY = datetime(2026, 11, 20, 12)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with grades; one handed in late, one has no grade yet, one only stands on the list of students."""
    folder = released(tmp_path_factory.mktemp("class") / "course")
    with closing(Course(folder, samples.ASSIGNMENT)) as course:
        classes.write(course, STUDENTS, seed=5)
        gradebook = course.gradebook
        gradebook.find_assignment(samples.ASSIGNMENT).duedate = DAY
        late = gradebook.find_submission(samples.ASSIGNMENT, "student_0003")
        late.timestamp = DAY.replace(hour=15)
        late.notebooks[0].late_submission_penalty = 4.0
        gradebook.add_student("nothing", first_name="Zoë", last_name="Ó Briain")
        gradebook.db.commit()
    (folder / "submitted" / "waits" / samples.ASSIGNMENT).mkdir(parents=True)
    return folder


@pytest.fixture
def course(written: Path, tmp_path: Path) -> Path:
    shutil.copytree(written, tmp_path / "course")
    return tmp_path / "course"


def call(command: str, course: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [command, samples.ASSIGNMENT, "--course", str(course), *arguments])


def groups(course: Path) -> dict[str, list[str]]:
    """What the page lists, by the line above each list."""
    page = BeautifulSoup((course / "report" / samples.ASSIGNMENT / "report.html").read_text("utf-8"), "html.parser")
    lists = [part for part in page.find_all("details") if part.find("ul", recursive=False)]
    return {part.summary.text: [one.text for one in part.ul.find_all("li")] for part in lists}


def test_the_report_says_where_everybody_stands(course: Path) -> None:
    done = call("report", course)
    assert done.exit_code == 0, done.output
    folder = course / "report" / samples.ASSIGNMENT
    assert done.stdout.split() == [str(folder / "report.html"), str(folder / "items.csv")]
    found = groups(course)
    assert found["1 not handed in"] == ["nothing Ó Briain, Zoë"]
    assert found["1 handed in, not graded yet"] == ["waits"]
    assert found["1 late"] == [
        "student_0003, 3.0 h late, 4 points off: answer_1, answer_2, answer_3, answer_4, answer_5"
    ]
    assert len(found[f"{STUDENTS} to be marked"]) == STUDENTS
    with (folder / "items.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["n"] for row in rows if row["kind"] == "check"} == {str(STUDENTS)}


def test_who_cannot_be_graded_is_named_with_the_reason_and_has_no_evidence(course: Path) -> None:
    with closing(Course(course, samples.ASSIGNMENT)) as opened:
        for one in opened.gradebook.find_submission(samples.ASSIGNMENT, "student_0001").notebooks[0].grades:
            one.auto_score, one.needs_manual_grade = None, True
        comment = ("windows_code", samples.ASSIGNMENT, samples.ASSIGNMENT, "student_0001")
        opened.gradebook.find_comment(*comment).auto_comment = "it is an HTML page"
        opened.gradebook.db.commit()
        (opened.autograded("student_0001") / file_name(samples.ASSIGNMENT)).unlink()
        (opened.autograded("student_0002") / file_name(samples.ASSIGNMENT)).write_bytes(b"damaged")
    assert call("report", course).exit_code == 0
    assert groups(course)["1 left to a person"] == ["student_0001: it is an HTML page"]
    done = call("similar", course)
    assert f"{STUDENTS - 2} people's work compared, 2 could not be" in done.stdout


def test_a_roster_says_who_is_missing_and_who_is_not_on_it(course: Path) -> None:
    with closing(Course(course, samples.ASSIGNMENT)) as opened:
        opened.gradebook.update_or_create_student("student_0000", first_name="Ada", last_name="Ng")
    call("report", course)
    found = groups(course)
    assert found["1 not handed in"] == ["nothing Ó Briain, Zoë"]
    assert any("student_0000 Ng, Ada" in one for one in found[f"{STUDENTS} to be marked"])
    assert (
        len(found[f"{STUDENTS} not on the roster (nbgrader's list of students)"]) == STUDENTS
    )  # all but Ada, and who waits


def test_works_that_are_alike_are_shown_and_ask_for_a_look(course: Path, tmp_path: Path) -> None:
    done = call("similar", course, "--export", str(tmp_path / "out"))
    assert done.exit_code == 1, "the corpus's cells are handed out more than once"
    assert f"{STUDENTS} people's work compared, 0 could not be" in done.stdout
    page = (course / "similar" / samples.ASSIGNMENT / "similar.html").read_text("utf-8")
    assert "This says where to look, and nothing more." in page
    assert (tmp_path / "out" / "generate_code" / "info.csv").is_file()


def test_one_persons_work_is_like_nobodys_but_that_of_an_earlier_term(course: Path, tmp_path: Path) -> None:
    term = tmp_path / "archive" / "2025" / "autograded" / "eve" / samples.ASSIGNMENT
    autograded = course / "autograded"
    shutil.copytree(autograded / "student_0000" / samples.ASSIGNMENT, term)
    for other in sorted(autograded.iterdir())[1:]:
        shutil.rmtree(other)
    alone = call("similar", course)
    assert (alone.exit_code, alone.stdout.splitlines()[0][-18:]) == (0, "0 pairs to look at")
    done = call("similar", course, "--archive", str(tmp_path / "archive"))
    assert done.exit_code == 1
    assert "student_0000 and 2025: eve" in (course / "similar" / samples.ASSIGNMENT / "similar.html").read_text("utf-8")


@pytest.mark.parametrize("command", ["report", "similar"])
def test_bad_use_is_told_in_a_line(course: Path, command: str) -> None:
    unknown = CliRunner().invoke(main, [command, "lab99", "--course", str(course)])
    assert unknown.exit_code == 2
    assert unknown.stderr.startswith("autograder: ")
    assert unknown.stderr.count("\n") == 1
    (course / "file").write_text("")
    full = call(command, course, "--output", str(course / "file" / "below"))
    assert full.exit_code == 2
    assert "cannot be written" in full.stderr
    assert call("similar", course, "--archive", str(course / "none")).exit_code == 2
