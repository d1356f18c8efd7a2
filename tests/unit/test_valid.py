"""An assignment of which notebook, release and lab do not fit is refused in a line, before anything is graded."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support import tiny_lab

from autograder.grading import assignment as assignments
from autograder.grading.assignment import AssignmentError, load, only_assignment
from autograder.grading.valid import problems
from autograder.labs import find
from autograder.labs.lab import Lab

ROOT = Path(__file__).parents[2]
SCALE, GREET, TABLE = tiny_lab.QUESTIONS


@pytest.fixture
def course(tmp_path: Path) -> Path:
    tiny_lab.make_course(tmp_path)
    return tmp_path


def with_scale(**changed: Any) -> Lab:
    return replace(tiny_lab.LAB, questions=(replace(SCALE, **changed), GREET, TABLE))


def with_check(**changed: Any) -> Lab:
    return with_scale(checks=(replace(tiny_lab.multiplies, **changed), tiny_lab.refuses))


LABS = {
    "the graded cell scale has no question in the lab": replace(tiny_lab.LAB, questions=(GREET, TABLE)),
    "the lab's question scales has no graded code cell": with_scale(grade_id="scales"),
    "the lab's question answer_1 has no graded code cell": with_scale(grade_id="answer_1"),
    "two questions of the lab have the grade id greet": replace(tiny_lab.LAB, questions=(*tiny_lab.QUESTIONS, GREET)),
    "the question scale has no checks": with_scale(checks=()),
    "two checks of scale are called multiplies": with_scale(checks=(tiny_lab.multiplies, tiny_lab.multiplies)),
    "scale.refuses comes after multiplies, which is not an earlier check of the question": with_scale(
        checks=(tiny_lab.refuses, tiny_lab.multiplies)
    ),
    "scale.multiplies has the weight 0: give it more than 0": with_check(weight=0.0),
    "scale.multiplies has no docstring, which students read as its title": with_check(title=""),
    "the question scale has a stand-in for grow, which the lab's stand-ins do not define": with_scale(
        stand_ins=("grow",)
    ),
    "the lab reads what plot printed, but there is no such cell": replace(tiny_lab.LAB, printed=("plot",)),
    "the lab's stand-ins are not valid Python": replace(tiny_lab.LAB, stand_ins="def"),
}


@pytest.mark.parametrize("said", LABS)
def test_a_lab_that_does_not_fit_its_notebook_is_refused(said: str, course: Path, monkeypatch) -> None:
    monkeypatch.setattr(find, "find", lambda name: LABS[said])
    with pytest.raises(AssignmentError, match=f"^tiny cannot be graded: .*{said}") as refusal:
        load(course, tiny_lab.NAME)
    assert "\n" not in str(refusal.value)


def change(course: Path, kind: str, edit: Callable[[Any], Any]) -> None:
    path = course / kind / tiny_lab.NAME / f"{tiny_lab.NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    edit(notebook)
    nbformat.write(notebook, path)


def cell(notebook: Any, name: str) -> Any:
    return next(one for one in notebook.cells if one.id == name)


def about(name: str, **changed: Any) -> Callable[[Any], Any]:
    return lambda notebook: cell(notebook, name).metadata.nbgrader.update(changed)


NOTEBOOKS = {
    "cannot be graded: source and release do not have the same cells .scal, scale.: generate": about(
        "scale", grade_id="scal"
    ),
    "the graded code cell scale is one that students write into": about("scale", solution=True),
    "the graded cell scale has 0 points": about("scale", points=0),
    "the graded cell scale has no points": lambda notebook: cell(notebook, "scale").metadata.nbgrader.pop("points"),
    "two cells have the grade id greet": about("scale", grade_id="greet"),
    "has no 'solution' in its metadata": lambda notebook: cell(notebook, "scale").metadata.nbgrader.pop("solution"),
}


@pytest.mark.parametrize("said", NOTEBOOKS)
def test_a_notebook_that_cannot_be_graded_is_refused(said: str, course: Path) -> None:
    change(course, "source", NOTEBOOKS[said])
    with pytest.raises(AssignmentError, match=said):
        load(course, tiny_lab.NAME)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"cells": 3, "metadata": {}, "nbformat": 4}', b"\xff\xfe\x00"])
def test_a_damaged_source_notebook_is_told_in_a_line(data: bytes, course: Path) -> None:
    path = course / "source" / tiny_lab.NAME / f"{tiny_lab.NAME}.ipynb"
    path.write_bytes(data)
    with pytest.raises(AssignmentError, match="cannot be read as a notebook: ") as refusal:
        load(course, tiny_lab.NAME)
    assert str(refusal.value).startswith(str(path))
    assert "\n" not in str(refusal.value)


def test_the_labs_of_this_project_fit_their_notebooks(course: Path) -> None:
    for folder, name in ((ROOT, "lab13_rnn"), (course, tiny_lab.NAME)):
        known = load(folder, name)
        assert list(problems(known.source_cells, known.release_cells, known.lab)) == []


def test_a_lab_that_nobody_brings_is_told_with_those_there_are() -> None:
    with pytest.raises(find.LabError, match=r"no installed package has a lab lab99 \(found: lab13_rnn, tiny\)"):
        find.find("lab99")


def test_an_import_error_inside_a_lab_is_not_hidden(tmp_path: Path, monkeypatch) -> None:
    package, about = tmp_path / "broken_lab", tmp_path / "broken_lab-1.dist-info"
    for folder in (package, about):
        folder.mkdir()
    (package / "__init__.py").write_text("import no_such_module\n", encoding="utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-lab\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[autograder.labs]\nbroken = broken_lab:LAB\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    said = (
        "the lab broken cannot be imported from broken_lab:LAB: ModuleNotFoundError: No module named 'no_such_module'"
    )
    with pytest.raises(find.LabError) as refusal:
        find.find("broken")
    assert str(refusal.value) == said


def test_a_course_with_one_assignment_needs_no_name(course: Path) -> None:
    assert only_assignment(course) == tiny_lab.NAME
    (course / "source" / "more").mkdir()
    (course / "source" / "more" / "more.ipynb").touch()
    with pytest.raises(AssignmentError, match="several assignments: name one of more, tiny"):
        only_assignment(course)
    with pytest.raises(AssignmentError, match="has no assignment"):
        only_assignment(course / "release")
    assert assignments.load(course, tiny_lab.NAME).name == tiny_lab.NAME
