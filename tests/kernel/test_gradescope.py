"""What Gradescope gets: the autograder package, and a results.json for whatever was handed in."""

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from support import tiny_lab

from autograder.checks.check import Outcome, Result, Verdict
from autograder.cli import main as autograder
from autograder.grading.assignment import Assignment
from autograder.grading.grade import Grade
from autograder.platforms.gradescope import __main__ as gradescope
from autograder.platforms.gradescope.package import write_package
from autograder.platforms.gradescope.results import FOR_A_PERSON, results

pytestmark = pytest.mark.xdist_group("gradescope")
ROOT = Path(__file__).parents[2]
PINNED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "gradescope_results.schema.json").read_text(encoding="utf-8"))


def read(path: Path) -> dict[str, Any]:
    """A results.json that keeps to the schema."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(content, SCHEMA)
    return content


def scored(content: dict[str, Any]) -> bool:
    return "score" in content or any("score" in test for test in content["tests"])


@pytest.fixture
def grade(course: Path, tmp_path: Path):
    """Hands in files by name and returns the results.json of that."""

    def hand_in(files: dict[str, bytes]) -> dict[str, Any]:
        folder = tmp_path / "submission"
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        try:
            gradescope.main(course, tiny_lab.NAME, folder, tmp_path / "results.json")
        finally:
            found = read(tmp_path / "results.json")
        return found

    return hand_in


@pytest.fixture
def solved(course: Path) -> bytes:
    return (course / "source" / tiny_lab.NAME / f"{tiny_lab.NAME}.ipynb").read_bytes()


def test_full_marks_whatever_the_notebook_is_called(grade, solved, tiny):
    content = grade({"my work (final).ipynb": solved})
    assert content["score"] == sum(test.get("score", 0) for test in content["tests"]) == 9
    assert "my work (final).ipynb was used as tiny.ipynb" in content["output"]
    by_number = {test["number"]: test for test in content["tests"]}
    assert by_number["1.2"] == {
        "number": "1.2",
        "name": "scale: scale() of no numbers raises a ValueError",
        "status": "passed",
        "score": 1.0,
        "max_score": 1.0,
        "output": "✓ PASSED",
    }
    answers = [test for test in content["tests"] if "score" not in test]
    assert [(test["name"], test["output"]) for test in answers] == [("answer_1: 2 points", FOR_A_PERSON)]


def test_a_failed_check_says_what_was_seen(grade, solved):
    content = grade({"tiny.ipynb": solved.replace(b"Hello", b"Goodbye")})
    (test,) = (test for test in content["tests"] if test["name"].startswith("greet"))
    assert (test["status"], test["score"], test["max_score"]) == ("failed", 0, 3)
    assert "gave str 'Goodbye" in test["output"]
    assert content["score"] == 6


@pytest.mark.parametrize(
    "files", [{}, {"tiny.ipynb": b"no JSON"}, {"essay.txt": b"text"}], ids=["none", "junk", "text"]
)
def test_what_cannot_be_graded_gets_no_score(grade, files):
    content = grade(files)
    assert not scored(content)
    assert "a person sets the score" in content["output"]


def test_where_no_wall_works_nothing_is_run_and_no_score_given(grade, solved, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_WALL", "paper")
    content = grade({"tiny.ipynb": solved})
    assert not scored(content)
    assert "AUTOGRADER_WALL=paper is not a wall" in content["output"]


def test_a_fault_of_the_grader_gives_no_score_and_is_printed(grade, solved, monkeypatch, tmp_path):
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(gradescope, "grade_submission", broken)
    with pytest.raises(ZeroDivisionError):
        grade({"tiny.ipynb": solved})
    content = read(tmp_path / "results.json")
    assert not scored(content)
    assert "the grader had a fault (ZeroDivisionError)" in content["output"]


def test_one_question_that_cannot_be_judged_leaves_the_whole_score_to_a_person(tiny: Assignment):
    verdicts = {}
    for question in tiny.questions:
        outcome = Outcome.ERROR if question.grade_id == "greet" else Outcome.PASSED
        checks = (Result(one.name, one.title, outcome, one.weight) for one in question.checks)
        verdicts[question.grade_id] = Verdict(question.grade_id, tuple(checks), tiny.points(question.grade_id))
    content = results(tiny, Grade(1, None, verdicts), 2.0)
    jsonschema.validate(content, SCHEMA)
    assert not scored(content)
    assert "could not judge greet; the other questions give 6 points" in content["output"]
    assert FOR_A_PERSON in next(test for test in content["tests"] if test["name"].startswith("greet"))["output"]


@pytest.fixture(scope="module")
def package(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package for the tiny lab, unpacked."""
    folder = tmp_path_factory.mktemp("package")
    write_package(course, tiny_lab.NAME, folder / "package.zip")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", "package.zip", "."], cwd=folder, check=True)
    return folder


def test_the_package_has_its_scripts_at_the_root_and_its_versions_pinned(package):
    with zipfile.ZipFile(package / "package.zip") as zipped:
        modes = {one.filename: one.external_attr >> 16 for one in zipped.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    for script in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", script], cwd=package, check=True)
    requirements = (package / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert {line.partition(";")[0] for line in requirements} == {
        line.partition(";")[0] for line in PINNED["project"]["dependencies"]
    }
    assert (package / "course" / "release" / tiny_lab.NAME / "tiny.ipynb").is_file()
    assert str(Path(__file__).parents[2]).encode() not in b"".join(
        path.read_bytes() for path in package.rglob("*") if path.is_file() and path.name != "package.zip"
    )


def test_the_file_that_stands_before_grading_gives_no_score(package):
    assert not scored(read(package / "not_graded.json"))


def test_the_same_course_gives_the_same_package(package, course, tmp_path):
    write_package(course, tiny_lab.NAME, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (package / "package.zip").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["lab99"], "lab99.ipynb does not exist"),
        ([tiny_lab.NAME, "--output", "/proc/none.zip"], "/proc/none.zip cannot be written"),
    ],
)
def test_bad_use_is_refused_in_one_line(course, arguments, complaint, tmp_path):
    output = [] if "--output" in arguments else ["--output", str(tmp_path / "p.zip")]
    done = CliRunner().invoke(autograder, ["package", "gradescope", *arguments, *output, "--course", str(course)])
    assert done.exit_code == 2
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1
