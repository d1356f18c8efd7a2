"""What is known of an assignment before any submission: its cells, points, files, questions and mark schemes."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import nbformat

from autograder.checks.check import Question
from autograder.grading import valid
from autograder.kernel.text import one_line
from autograder.labs import find
from autograder.labs.find import LabError
from autograder.labs.lab import Lab
from autograder.student.handle import Handout

log = logging.getLogger(__name__)
MAX_REASON = 300
Cell: TypeAlias = Any  # nbformat's NotebookNode, an attribute dictionary without types


class AssignmentError(Exception):
    """The course folder does not hold what grading needs; the message names the file and what to do."""


@dataclass(frozen=True)
class Assignment:
    """The source notebook's cells by grade id in their order, and the release's untouched ones.

    `texts` are the release's cells without a grade id, by their sources and ids. `demonstrations` are the sources of
    cells that the source notebook tags so: they show students something and define nothing, so grading does not run
    them where they are as they were released.
    """

    name: str
    source_cells: dict[str, Cell]
    release_cells: dict[str, Cell]
    files: dict[str, bytes]
    texts: frozenset[str]
    demonstrations: frozenset[str]
    lab: Lab

    def __getstate__(self) -> dict[str, Any]:
        """All by value but the lab, which every worker finds for itself."""
        return self.__dict__ | {"lab": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state | {"lab": find.find(state["name"])})

    @property
    def handout(self) -> Handout:
        """The files and all text that students get."""
        return Handout(self.files, (*(str(cell.source) for cell in self.release_cells.values()), *sorted(self.texts)))

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.lab.questions

    def points(self, grade_id: str) -> float:
        return float(self.source_cells[grade_id].metadata.nbgrader.points)

    @property
    def graded(self) -> list[str]:
        """The grade ids of the cells that have points."""
        return [grade_id for grade_id, cell in self.source_cells.items() if cell.metadata.nbgrader.grade]

    def is_locked(self, grade_id: str) -> bool:
        """Whether students may not edit the cell."""
        return not self.source_cells[grade_id].metadata.nbgrader.solution

    @property
    def answers(self) -> list[str]:
        """The grade ids of the cells that a person marks."""
        return [grade_id for grade_id in self.graded if not self.is_locked(grade_id)]

    def mark_scheme(self, answer: str) -> str:
        """The text of the question that `answer` answers, its mark scheme included: the locked text before it."""
        before = list(self.source_cells)[: list(self.source_cells).index(answer)]
        texts = (name for name in reversed(before) if self.source_cells[name].cell_type == "markdown")
        return next((str(self.source_cells[name].source) for name in texts if self.is_locked(name)), "")


def only_assignment(course: Path) -> str:
    """The name of the course's one assignment. Raises AssignmentError where there are none or several."""
    found = _assignments(course)
    if len(found) > 1:
        raise AssignmentError(f"the course has several assignments: name one of {', '.join(found)} with --assignment")
    if not found:
        folder = course / "source"
        raise AssignmentError(f"{folder} has no assignment: call this in the course folder, or name it with --course")
    return found[0]


def _assignments(course: Path) -> list[str]:
    return sorted(path.stem for path in course.glob("source/*/*.ipynb") if path.stem == path.parent.name)


def load(course: Path, name: str) -> Assignment:
    """The assignment `name` of the course folder. Raises AssignmentError."""
    source = course / "source" / name / f"{name}.ipynb"
    release = course / "release" / name / f"{name}.ipynb"
    if not source.exists():
        there = ", ".join(_assignments(course))
        known = f"the course has {there}" if there else "call this in the course folder, or name it with --course"
        raise AssignmentError(f"{source} does not exist: {known}")
    if not release.exists():
        raise AssignmentError(f"{release} does not exist: run nbgrader generate_assignment {name}")
    try:
        lab = find.find(name)
    except LabError as error:
        raise AssignmentError(str(error)) from error
    files = {path.name: path.read_bytes() for path in source.parent.iterdir() if _is_support_file(path)}
    solved, released = _read(source), _read(release)
    cells, untouched = _cells(source, solved), _cells(release, released)
    if found := list(valid.problems(cells, untouched, lab)):
        raise AssignmentError(f"{name} cannot be graded: {one_line('; '.join(found), MAX_REASON)}")
    return Assignment(name, cells, untouched, files, _texts(released), _demonstrations(solved), lab)


def _read(path: Path) -> Any:
    """The notebook at `path`. Raises AssignmentError."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # a damaged file makes nbformat raise nearly anything
        log.debug("reading %s", path, exc_info=True)
        reason = one_line(f"{type(error).__name__}: {error}", MAX_REASON)
        raise AssignmentError(f"{path} cannot be read as a notebook: {reason}") from error
    return notebook


def _is_support_file(path: Path) -> bool:
    return path.is_file() and path.suffix != ".ipynb" and not path.name.startswith(".")


def _cells(path: Path, notebook: Any) -> dict[str, Cell]:
    """The notebook's cells with a grade id, by it. Raises AssignmentError where nbgrader's metadata is incomplete."""
    marked = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    for place, cell in enumerate(marked):
        about = cell.metadata.nbgrader
        if missing := [key for key in ("grade_id", "grade", "solution") if key not in about]:
            which = about.get("grade_id", f"number {place + 1} of nbgrader's cells")
            raise AssignmentError(f"{path}: the cell {which} has no {missing[0]!r} in its metadata")
        if about.grade and not isinstance(about.get("points"), int | float):
            raise AssignmentError(f"{path}: the graded cell {about.grade_id} has no points")
    if again := valid.twice(cell.metadata.nbgrader.grade_id for cell in marked):
        raise AssignmentError(f"{path}: two cells have the grade id {again[0]}")
    return {cell.metadata.nbgrader.grade_id: cell for cell in marked}


def _texts(notebook: Any) -> frozenset[str]:
    unmarked = [cell for cell in notebook.cells if "nbgrader" not in cell.metadata]
    return frozenset(text for cell in unmarked for text in (cell.source.strip(), cell.get("id", "")) if text)


def _demonstrations(notebook: Any) -> frozenset[str]:
    return frozenset(cell.source for cell in notebook.cells if "demonstration" in cell.metadata.get("tags", []))
