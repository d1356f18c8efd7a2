"""`autograder regrade` after a change of checks: from evidence where it can, by running again where it must."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from engine_course import rows, tree
from support import samples

pytestmark = [pytest.mark.timeout(1500), pytest.mark.xdist_group("course")]
AUTOGRADED = ["complete", "crashes", "half_done", "untouched", "wrong_lengths"]


@pytest.fixture(scope="module")
def course_to_change(graded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("regrade") / "course"
    shutil.copytree(graded, folder)
    return folder


def checks_with(tmp_path: Path, module: str, old: str, new: str) -> Path:
    """A copy of the grader in which one line of a check is another."""
    shutil.copytree(samples.ROOT / "autograder", tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "autograder" / "labs" / samples.ASSIGNMENT / f"{module}.py"
    source = path.read_text(encoding="utf-8")
    assert source.count(old) == 1
    path.write_text(source.replace(old, new), encoding="utf-8")
    return tmp_path


def regrade(course: Path, *arguments: str, grader: Path = samples.ROOT) -> tuple[int, str]:
    environment = {name: value for name, value in os.environ.items() if name != "LAB13_COURSE_ROOT"}
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "regrade", samples.ASSIGNMENT, *arguments],
        cwd=course,
        env=environment | {"PYTHONPATH": str(grader)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def scores(course: Path, question: str) -> dict[str, float]:
    return {row[0]: row[2] for row in rows(course)["grade"] if row[1] == question}


def test_without_a_change_nothing_changes(course_to_change: Path) -> None:
    before = rows(course_to_change)
    code, said = regrade(course_to_change, "--apply")
    assert code == 1  # two notebooks could not be judged, so there is nothing to judge again
    assert "5 judged from evidence, 0 run again" in said
    assert "; 0 changed" in said
    cause = "there is no evidence beside the autograded notebook (the submitted file could not be graded: it is not a"
    assert f"not_a_notebook keeps the old grade: {cause}" in " ".join(said.split())
    assert "5 keep the old grade: today's checks and points come to the same" in said
    assert rows(course_to_change) == before


def test_another_weight_changes_the_scores_of_those_it_touches(course_to_change: Path, tmp_path: Path) -> None:
    old = "@check(weight=3, given=texts)\ndef exact_length("
    grader = checks_with(tmp_path, "generate", old, old.replace("3", "99"))
    before, files = rows(course_to_change), tree(course_to_change)
    _, said = regrade(course_to_change, "--diff", grader=grader)
    assert "5 judged from evidence, 0 run again" in said
    assert re.search(r"wrong_lengths: 8\d.* → 7\d", said)
    assert "the weights of the checks changed" in said
    assert rows(course_to_change) == before, "without --apply nothing is written"
    regrade(course_to_change, "--apply", grader=grader)
    assert scores(course_to_change, "generate")["wrong_lengths"] < 2
    assert scores(course_to_change, "generate")["complete"] == 14
    assert tree(course_to_change) == files
    notebook = course_to_change / "autograded" / "wrong_lengths" / samples.ASSIGNMENT / samples.NOTEBOOK
    text = notebook.read_text(encoding="utf-8")
    assert "Part 3 looks good." in text, "what graded cells printed is still there"
    assert "; 0 would" not in regrade(course_to_change, grader=grader)[1]
    assert "; 0 change" in regrade(course_to_change, grader=grader)[1]


def test_a_new_question_is_asked_of_the_student_again(course_to_change: Path, tmp_path: Path) -> None:
    source = (samples.ROOT / "autograder" / "labs" / samples.ASSIGNMENT / "windows.py").read_text(encoding="utf-8")
    old = re.search(r"^def bounds\(.*\n.*\"\"\"\n", source, re.MULTILINE)[0]  # type: ignore[index]
    grader = checks_with(tmp_path, "windows", old, old + '    student.read("text")\n')
    _, said = regrade(course_to_change, "--diff", "--student", "untouched", grader=grader)
    assert "1 to be run again: windows: read text is not on record" in said
    assert "0 judged from evidence, 1 run again" in said


def test_bad_use_is_told_in_a_line(course_to_change: Path) -> None:
    code, said = regrade(course_to_change, "--student", "nobody")
    assert code == 2
    assert re.fullmatch(r"autograder: nobody has no grade: .* does not exist\n", said)


def test_points_that_the_gradebook_does_not_know_are_told_before_anything_is_graded(course_to_change: Path) -> None:
    source = course_to_change / "source" / samples.ASSIGNMENT / samples.NOTEBOOK
    before = source.read_text(encoding="utf-8")
    assert before.count('"points": 14') == 1
    source.write_text(before.replace('"points": 14', '"points": 20'), encoding="utf-8")
    try:
        code, said = regrade(course_to_change, "--apply")
    finally:
        source.write_text(before, encoding="utf-8")
    assert code == 2
    told = "for generate the gradebook has 14 points, the source notebook 20: run nbgrader generate_assignment"
    assert said == f"autograder: {told} {samples.ASSIGNMENT} --force\n"
