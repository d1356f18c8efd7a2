"""What is no notebook waits for a person: in the gradebook with the reason, and never a zero. Nothing is run."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from engine_course import grade, released
from nbgrader.api import Gradebook
from rich.console import Console
from support import samples

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("handed_in")]
QUIET = Console(quiet=True)
HANDED_IN = {
    "a_page": {"lab13_rnn.html": b"<html>windows_code</html>"},
    "a_script": {"lab13_rnn.py": b"# In[1]:\ndef make_windows(): ..."},
    "a_broken_zip": {"lab13_rnn.zip": b"PK\x03\x04" + bytes(100)},
    "nothing": {},
}
REASON = "what was handed in could not be graded: there is no notebook in it, but "


def hand_in(course: Path) -> Path:
    for student, files in HANDED_IN.items():
        folder = course / "submitted" / student / samples.ASSIGNMENT
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    return course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released course in which nobody handed in a notebook."""
    return hand_in(released(tmp_path_factory.mktemp("handed_in") / "course"))


def by_nbgrader(course: Path) -> None:
    samples.nbgrader(course, QUIET, "autograde", samples.ASSIGNMENT)


def one_by_one(course: Path) -> None:
    for student in HANDED_IN:
        samples.nbgrader(course, QUIET, "autograde", samples.ASSIGNMENT, "--student", student)


def by_the_engine(course: Path) -> None:
    code, said = grade(course)
    assert code == 1, said
    assert said.count("there is no notebook in it") == len(HANDED_IN), said


@pytest.mark.parametrize("command", [by_nbgrader, one_by_one, by_the_engine])
def test_it_is_in_the_gradebook_and_waits(course: Path, tmp_path: Path, command) -> None:
    shutil.copytree(course, tmp_path, dirs_exist_ok=True)
    command(tmp_path)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        for student, files in HANDED_IN.items():
            (notebook,) = gradebook.find_submission(samples.ASSIGNMENT, student).notebooks
            assert {(row.auto_score, row.needs_manual_grade) for row in notebook.grades} == {(None, True)}, student
            comments = {row.auto_comment for row in notebook.comments if row.auto_comment}
            assert comments == {REASON + (", ".join(files) or "no files at all")}
    page = tmp_path / "autograded" / "a_page" / samples.ASSIGNMENT
    assert REASON + "lab13_rnn.html" in (page / samples.NOTEBOOK).read_text(encoding="utf-8")
    assert (page / "lab13_rnn.html").exists(), "a person can look at what was handed in"


def test_the_spreadsheet_has_no_score_for_them_until_a_person_gives_it(course: Path, tmp_path: Path) -> None:
    shutil.copytree(course, tmp_path, dirs_exist_ok=True)
    by_nbgrader(tmp_path)
    assert scores(tmp_path) == dict.fromkeys(HANDED_IN, "")
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        for row in gradebook.find_submission(samples.ASSIGNMENT, "a_page").notebooks[0].grades:
            row.manual_score, row.needs_manual_grade = 1, False
        gradebook.db.commit()
    assert scores(tmp_path) == dict.fromkeys(HANDED_IN, "") | {"a_page": "14.0"}


def test_explain_tells_the_reason_and_what_a_person_gave(course: Path, tmp_path: Path) -> None:
    shutil.copytree(course, tmp_path, dirs_exist_ok=True)
    by_nbgrader(tmp_path)
    assert explained(tmp_path, "train") == [
        f"lab13_rnn, train: {REASON}lab13_rnn.html",
        "it waits for a person in the formgrader",
    ]
    where = (samples.ASSIGNMENT, samples.ASSIGNMENT, "a_page")
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        row = gradebook.find_grade("answer_1", *where)
        row.manual_score, row.needs_manual_grade = 1.5, False
        gradebook.find_comment("answer_1", *where).manual_comment = "Well seen."
        gradebook.db.commit()
    assert explained(tmp_path, "answer_1")[1:] == ["a person gave 1.5 of 2 points", "their comment: Well seen."]


def explained(course: Path, question: str) -> list[str]:
    command = [sys.executable, "-m", "autograder", "explain", "a_page", question, "--course", str(course)]
    done = subprocess.run(command, cwd=samples.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if line]


def scores(course: Path) -> dict[str, str]:
    samples.nbgrader(course, QUIET, "export", "--to", str(course / "grades.csv"))
    with open(course / "grades.csv", newline="", encoding="utf-8") as file:
        return {row["student_id"]: row["score"] for row in csv.DictReader(file)}


def test_a_notebook_handed_in_later_is_graded(course: Path, tmp_path: Path) -> None:
    shutil.copytree(course, tmp_path, dirs_exist_ok=True)
    by_the_engine(tmp_path)
    shutil.rmtree(tmp_path / "submitted" / "a_page")
    samples.submit(tmp_path, "a_page", None)
    code, said = grade(tmp_path, "--student", "a_page")
    assert code == 0, said
