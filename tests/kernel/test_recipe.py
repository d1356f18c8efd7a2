"""One folder becomes the same grade by each command that grades."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from support import tiny_lab

from autograder.cli import main
from autograder.engine.package import Package, grade_package
from autograder.grading.assignment import Assignment
from autograder.grading.evidence.file import file_name, unpack
from autograder.grading.folder import read_folder

pytestmark = pytest.mark.xdist_group("recipe")
ROOT = Path(__file__).parents[2]
STUDENT = "somebody"
NOTES = ["results.txt was left out: it is not a regular file", "the cell greet was missing"]


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook of a folder with a cell too few and a link too much, in a course of its own."""
    course = tmp_path_factory.mktemp("recipe")
    notebook = json.loads(tiny_lab.make_course(course).read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "greet"]
    folder = course / "submitted" / STUDENT / tiny_lab.NAME
    folder.mkdir(parents=True)
    (folder / "results.txt").symlink_to("/etc/passwd")
    (folder / f"{tiny_lab.NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder / f"{tiny_lab.NAME}.ipynb"


def by_check(handed_in: Path, tiny: Assignment) -> tuple[list[str], float]:
    course = str(handed_in.parents[3])
    done = CliRunner().invoke(
        main, ["check", str(handed_in), "--json", "--assignment", tiny_lab.NAME, "--course", course]
    )
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    return report["notes"], report["score"]


def by_engine(handed_in: Path, tiny: Assignment) -> tuple[list[str], float]:
    graded = grade_package(Package(STUDENT, tiny, read_folder(handed_in.parent, tiny), seed=3))
    assert graded.evidence is not None
    assert list(unpack(graded.evidence).notes) == graded.grade.notes
    assert 0 < unpack(graded.evidence).milliseconds <= 1000 * graded.seconds
    return graded.grade.notes, sum(verdict.earned for verdict in graded.grade.verdicts.values())


def nbgrader(course: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    tests = str(Path(tiny_lab.__file__).parents[1])  # where the tiny lab is registered
    environment = os.environ | {"LAB13_COURSE_ROOT": str(course), "PYTHONPATH": tests}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def by_nbgrader(handed_in: Path, tiny: Assignment) -> tuple[list[str], float]:
    course = handed_in.parents[3]
    for arguments in (("generate_assignment", tiny_lab.NAME, "--force"), ("autograde", tiny_lab.NAME)):
        done = nbgrader(course, *arguments)
        assert done.returncode == 0, done.stderr[-4000:]
    kept = unpack((course / "autograded" / STUDENT / tiny_lab.NAME / file_name(tiny_lab.NAME)).read_bytes())
    return list(kept.notes), sum(verdict.earned for verdict in kept.verdicts.values())


@pytest.mark.parametrize("way", [by_check, by_engine, by_nbgrader])
def test_notes_stand_in_the_order_of_the_work(way, handed_in, tiny):
    notes, score = way(handed_in, tiny)
    assert [note.startswith(expected) for note, expected in zip(notes, NOTES, strict=True)] == [True, True], notes
    assert score == 9


def test_a_misspelt_grade_id_ends_nbgrader_with_a_line(tmp_path: Path) -> None:
    solved = tiny_lab.make_course(tmp_path)
    solved.write_text(solved.read_text(encoding="utf-8").replace('"grade_id": "greet"', '"grade_id": "great"'))
    assert nbgrader(tmp_path, "generate_assignment", tiny_lab.NAME, "--force").returncode == 0
    folder = tmp_path / "submitted" / STUDENT / tiny_lab.NAME
    folder.mkdir(parents=True)
    (folder / f"{tiny_lab.NAME}.ipynb").write_bytes(solved.read_bytes())
    done = nbgrader(tmp_path, "autograde", tiny_lab.NAME)
    assert done.returncode == 1
    assert "autograder: tiny cannot be graded: the graded cell great has no question in the lab" in done.stderr
    assert "Traceback" not in done.stderr
