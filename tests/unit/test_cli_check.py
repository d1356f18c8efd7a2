"""What `autograder check` prints of a grade."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner, Result
from support import tiny_course, tiny_lab
from support.zips import zipped

from autograder.cli import check
from autograder.grading.grade import Grade


def test_each_note_to_the_grader_stands_behind_its_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    comments = {"answer_1": "For the grader: 50 words", "answer_2": "For the grader: 60 words"}
    graded = Grade(5, nbformat.v4.new_notebook(), comments=comments)
    monkeypatch.setattr(check, "grade_submission", lambda *_: graded)
    notebook = tmp_path / "a.ipynb"
    notebook.write_text("{}", encoding="utf-8")
    done = CliRunner().invoke(check.command, [str(notebook)])
    assert "answer_1: For the grader: 50 words\nanswer_2: For the grader: 60 words\n" in done.output


CLASSES = {
    "of Canvas": {f"{name}_{number}_9_x.ipynb": tiny_course.work() for number, name in enumerate(("ada", "zoe"), 1)},
    "a folder each": {f"{name}/tiny.ipynb": tiny_course.work() for name in ("ada", "zoe")},
    "a zip each": {f"{name}.zip": zipped({"tiny.ipynb": tiny_course.work()}) for name in ("ada", "zoe")},
}
COLLECT = "collect the work of a class with autograder collect"


def run(course: Path, *arguments: str) -> Result:
    return CliRunner().invoke(check.command, [*arguments, "--course", str(course)])


@pytest.mark.parametrize("kind", CLASSES)
def test_the_work_of_several_is_refused_in_a_line_that_names_collect(tmp_path: Path, kind: str) -> None:
    tiny_lab.make_course(tmp_path / "course")
    (tmp_path / "class.zip").write_bytes(zipped(CLASSES[kind]))
    done = run(tmp_path / "course", str(tmp_path / "class.zip"))
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert f"class.zip holds several notebooks: {next(iter(CLASSES[kind]))}" in done.stderr
    assert done.stderr.endswith(f"unpack it and name one of them, or {COLLECT}\n")


def test_a_folder_is_refused_in_a_line_that_names_collect(tmp_path: Path) -> None:
    done = run(tmp_path, str(tmp_path))
    assert done.exit_code == 2
    assert done.stderr == f"autograder: {tmp_path} is a folder: name a notebook in it, or {COLLECT}\n"


@pytest.mark.parametrize("name", ["a.ipynb", "z.ipynb"])
def test_of_a_persons_zip_the_notebook_with_work_in_it_is_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    tiny_lab.make_course(tmp_path / "course")
    released = nbformat.writes(tiny_lab.released()).encode()
    (tmp_path / "work.zip").write_bytes(zipped({name: tiny_course.work(), "lab.ipynb": released}))
    taken = []
    monkeypatch.setattr(check, "grade_submission", lambda known, given, seed: taken.append(given) or Grade(5, None))
    assert run(tmp_path / "course", str(tmp_path / "work.zip")).exit_code == 0
    assert taken[0].notebook == tiny_course.work()
