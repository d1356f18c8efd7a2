"""Whatever ends a grading, the next call finishes it, with the grades of an undisturbed one."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook
from rich.console import Console
from support import samples

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("never_lost")]
STUDENTS = [f"student_{number}" for number in range(6)]
# A notebook that is read, mended and left to a person, but has nothing to run, is graded within a second.
NO_NOTEBOOK = b"{}"
QUIET = Console(quiet=True)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released")
    samples.release(folder, QUIET)
    return folder


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Path:
    """A released course in which six students handed in what a person will have to look at."""
    shutil.copytree(released, tmp_path, dirs_exist_ok=True)
    for student in STUDENTS:
        folder = tmp_path / "submitted" / student / samples.ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / samples.NOTEBOOK).write_bytes(NO_NOTEBOOK)
    return tmp_path


def start(course: Path, *arguments: str, limit: str = "") -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "nbgrader", "autograde", samples.ASSIGNMENT, *arguments]
    return subprocess.Popen(
        ["/bin/sh", "-c", f'{limit} exec "$@"', "sh", *command],
        cwd=samples.ROOT,
        env=os.environ | {"LAB13_COURSE_ROOT": str(course)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(course: Path, *arguments: str) -> None:
    process = start(course, *arguments)
    _, log = process.communicate()
    assert process.returncode == 0, log


def grades(course: Path) -> list[tuple[object, ...]]:
    """All rows that matter of all students, in a fixed order."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        rows = [
            (submission.student.id, grade.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for submission in gradebook.assignment_submissions(samples.ASSIGNMENT)
            for grade in submission.notebooks[0].grades
        ]
    return sorted(rows, key=str)


def assert_complete(course: Path) -> None:
    found = grades(course)
    assert len(found) == len({row[:2] for row in found}) == len(STUDENTS) * 14, "a row each, and no double one"
    assert all(row[2] is None and row[4] for row in found)
    for student in STUDENTS:
        path = course / "autograded" / student / samples.ASSIGNMENT / samples.NOTEBOOK
        assert "autograder" in json.loads(path.read_text(encoding="utf-8"))["metadata"]


@pytest.mark.parametrize("line", [3, 20, 41, 55])
def test_killed_at_any_moment(course: Path, line: int):
    process = start(course)
    for _ in range(line):
        assert process.stderr is not None
        assert process.stderr.readline()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    finish(course)
    assert_complete(course)


def test_killed_while_a_kernel_runs_and_nothing_of_it_goes_on(course: Path):
    shutil.rmtree(course / "submitted" / STUDENTS[0])
    samples.submit(course, STUDENTS[0], None)
    process = start(course, "--student", STUDENTS[0])
    kernels: list[psutil.Process] = []
    while not kernels:
        assert process.poll() is None, "the grading ended before a kernel was seen"
        children = psutil.Process(process.pid).children(recursive=True)
        kernels = [child for child in children if child.name() == "bwrap"]
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    gone, alive = psutil.wait_procs(kernels, timeout=20)
    assert gone
    assert alive == []
    finish(course, "--student", STUDENTS[0])
    assert {row[2] for row in grades(course)} == {0}, "the untouched release was graded after all"


def test_a_half_written_notebook_is_written_again(course: Path):
    finish(course)
    path = course / "autograded" / STUDENTS[2] / samples.ASSIGNMENT / samples.NOTEBOOK
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:1000])
    finish(course)
    assert_complete(course)


def test_a_full_disk(course: Path):
    process = start(course, limit="ulimit -f 40;")  # no file grows beyond 20 KiB: less than a graded notebook
    process.communicate()
    assert process.returncode != 0
    finish(course)
    assert_complete(course)


def test_a_locked_gradebook(course: Path):
    lock = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    process = start(course)
    process.communicate()
    assert process.returncode != 0
    lock.rollback()
    lock.close()
    finish(course)
    assert_complete(course)


def test_a_read_only_gradebook(course: Path):
    url = f"sqlite:///file:{course / 'gradebook.db'}?mode=ro&uri=true"
    process = start(course, f"--CourseDirectory.db_url={url}")
    process.communicate()
    assert process.returncode != 0
    finish(course)
    assert_complete(course)


def test_manual_scores_and_comments_survive(course: Path):
    finish(course)
    about = (samples.ASSIGNMENT, samples.ASSIGNMENT, STUDENTS[1])
    url = f"sqlite:///{course / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        gradebook.find_grade("train", *about).manual_score = 11.5
        gradebook.find_grade("answer_2", *about).manual_score = 1.5
        gradebook.find_comment("answer_2", *about).manual_comment = "Well seen."
        gradebook.db.commit()
    finish(course, "--force")
    with Gradebook(url) as gradebook:
        assert gradebook.find_grade("train", *about).score == 11.5
        assert gradebook.find_grade("answer_2", *about).score == 1.5
        assert gradebook.find_comment("answer_2", *about).comment == "Well seen."


def test_a_notebook_under_another_name_is_graded(course: Path):
    folder = course / "submitted" / STUDENTS[3] / samples.ASSIGNMENT
    shutil.copyfile(course / "release" / samples.ASSIGNMENT / samples.NOTEBOOK, folder / "Lab 13 (final).ipynb")
    (folder / samples.NOTEBOOK).unlink()
    finish(course, "--student", STUDENTS[3])
    assert {row[2] for row in grades(course)} == {0}, "an untouched release under another name"
    assert "Lab 13 (final).ipynb was used as lab13_rnn.ipynb" in graded_text(course, STUDENTS[3])


def test_of_two_notebooks_the_one_with_work_is_graded(course: Path):
    folder = course / "submitted" / STUDENTS[4] / samples.ASSIGNMENT
    released = (course / "release" / samples.ASSIGNMENT / samples.NOTEBOOK).read_text(encoding="utf-8")
    (folder / samples.NOTEBOOK).write_text(released, encoding="utf-8")
    answered = released.replace("YOUR ANSWER HERE", "An answer.")
    (folder / "lab13_rnn-Copy1.ipynb").write_text(answered, encoding="utf-8")
    finish(course, "--student", STUDENTS[4])
    waiting = {row[1] for row in grades(course) if row[4]}
    assert waiting == {f"answer_{number}" for number in range(1, 6)}
    assert "of several notebooks lab13_rnn-Copy1.ipynb was graded, and not lab13_rnn.ipynb" in graded_text(
        course, STUDENTS[4]
    )


def graded_text(course: Path, student: str) -> str:
    return (course / "autograded" / student / samples.ASSIGNMENT / samples.NOTEBOOK).read_text(encoding="utf-8")
