"""Whom `autograder explain` is asked about: by the id, the name or a part of either."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support import tiny_course, tiny_lab
from support.tiny_course import FULL

from autograder.cli.explain import command
from autograder.gradebook.course import Course
from autograder.grading.evidence.file import file_name, pack
from autograder.grading.evidence.record import collect
from autograder.grading.judging import Judging
from autograder.kernel.limits import LIMITS
from autograder.student.fake_student import FakeStudent
from autograder.student.handle import Work

PEOPLE = (
    {"id": "ada@example.edu", "first_name": "Ada", "last_name": "Lovelace"},
    {"id": "adam@example.edu", "first_name": "Adam", "last_name": "Smith"},
    {"id": "zoe"},
)


@pytest.fixture(scope="module")
def graded(empty_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(empty_course, tmp_path_factory.mktemp("explain") / "course"))
    tiny_course.enter(folder, *PEOPLE)
    course = Course(folder, tiny_lab.NAME)
    work = Work({}, handout=course.assignment.handout)
    judging = Judging(FakeStudent({"greet": lambda name: f"Hello, {name}!"}, work), course.assignment, 7)
    judging.question(tiny_lab.QUESTIONS[1])
    evidence = pack(collect(judging, LIMITS))
    for about in PEOPLE:
        tiny_course.put_grade(course, about["id"], FULL, 1.0)
        (course.autograded(about["id"]) / file_name(tiny_lab.NAME)).write_bytes(evidence)
    course.close()
    return folder


def explain(course: Path, student: str) -> Result:
    return CliRunner().invoke(command, [student, "greet", "--course", str(course)])


@pytest.mark.parametrize("asked", ["ada@example.edu", "Ada Lovelace", "lovelace", "ada@", "ADA@EXAMPLE.EDU"])
def test_whoever_is_meant_is_named_first(graded: Path, asked: str) -> None:
    done = explain(graded, asked)
    assert done.exit_code == 0, done.output
    first, second = done.output.splitlines()[:2]
    assert first == "ada@example.edu (Ada Lovelace)"
    assert second == "tiny, greet: 3 of 3 points"
    assert "submitted/ada@example.edu/tiny/tiny.ipynb" in done.output.splitlines()[-1]


def test_who_has_no_name_and_is_asked_for_by_the_id_is_not_named_again(graded: Path) -> None:
    assert explain(graded, "zoe").output.startswith("tiny, greet: ")


REFUSED = {
    "ada": "ada may be any of ada@example.edu (Ada Lovelace), adam@example.edu (Adam Smith): give the whole id",
    "eve": "these have: ada@example.edu (Ada Lovelace), adam@example.edu (Adam Smith), zoe",
}


def test_a_course_without_a_configuration_is_refused_in_one_line_as_well(tmp_path: Path) -> None:
    tiny_lab.make_course(tmp_path)
    command = [sys.executable, "-m", "autograder", "explain", "eve", "greet", "--course", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"autograder: eve has no grade for tiny in {tmp_path}/autograded; these have: nobody\n"


def test_a_course_that_is_not_there_is_refused_in_one_line_too(tmp_path: Path) -> None:
    arguments = ["eve", "greet", "--assignment", "tiny", "--course", str(tmp_path / "none")]
    done = CliRunner().invoke(command, arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "eve has no grade for tiny in" in done.stderr


@pytest.mark.parametrize("asked", REFUSED)
def test_where_nobody_or_several_are_meant_a_line_lists_who_there_is(graded: Path, asked: str) -> None:
    done = explain(graded, asked)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.endswith(f"{REFUSED[asked]}\n")
    assert len(done.stderr.splitlines()) == 1
