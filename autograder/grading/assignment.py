"""What is known of an assignment before any submission: its cells, points, files, questions and mark schemes."""

import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import nbformat

from autograder.checks.check import Question

Cell: TypeAlias = Any  # nbformat's NotebookNode, an attribute dictionary without types


class AssignmentError(Exception):
    """The course folder does not hold what grading needs; the message names the file and what to do."""


@dataclass(frozen=True)
class Assignment:
    """The source notebook's cells by grade id in their order, and the release's untouched ones.

    `demonstrations` are the sources of cells that the source notebook tags so: they show students something and define
    nothing, so grading does not run them where they are as they were released.
    """

    name: str
    source_cells: dict[str, Cell]
    release_cells: dict[str, Cell]
    files: dict[str, bytes]
    demonstrations: frozenset[str]
    lab: ModuleType

    def __getstate__(self) -> dict[str, Any]:
        """By value but for the checks, which every worker has: modules go by name."""
        return self.__dict__ | {"lab": self.lab.__name__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state | {"lab": importlib.import_module(state["lab"])})

    @property
    def questions(self) -> tuple[Question, ...]:
        questions: tuple[Question, ...] = self.lab.QUESTIONS
        return questions

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
        """The text of the question that `answer` answers, its mark scheme included."""
        question = self.source_cells.get(answer.replace("answer", "question"))
        return str(question.source) if question else ""


def load(course: Path, name: str) -> Assignment:
    """The assignment `name` of the course folder. Raises AssignmentError."""
    source = course / "source" / name / f"{name}.ipynb"
    release = course / "release" / name / f"{name}.ipynb"
    if not source.exists():
        raise AssignmentError(f"{source} does not exist: call this in the course folder, or name it with --course")
    if not release.exists():
        raise AssignmentError(f"{release} does not exist: run nbgrader generate_assignment {name}")
    try:
        lab = importlib.import_module(f"autograder.labs.{name}")
    except ModuleNotFoundError as error:
        raise AssignmentError(f"there are no checks for {name}: autograder/labs/{name} does not exist") from error
    files = {path.name: path.read_bytes() for path in source.parent.iterdir() if _is_support_file(path)}
    solved = nbformat.read(source, as_version=4)
    released = nbformat.read(release, as_version=4)
    return Assignment(name, _cells(solved), _cells(released), files, _demonstrations(solved), lab)


def _is_support_file(path: Path) -> bool:
    return path.is_file() and path.suffix != ".ipynb" and not path.name.startswith(".")


def _cells(notebook: Any) -> dict[str, Cell]:
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}


def _demonstrations(notebook: Any) -> frozenset[str]:
    return frozenset(cell.source for cell in notebook.cells if "demonstration" in cell.metadata.get("tags", []))
