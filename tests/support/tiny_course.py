"""A course with the tiny lab whose gradebook was filled without nbgrader's commands, and grades that nobody ran."""

import json
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

from autograder.gradebook.course import Course
from autograder.gradebook.finished import mark_finished
from autograder.grading.folder import read_folder
from support import tiny_lab

ROOT = Path(__file__).parents[2]
NOTEBOOK = f"{tiny_lab.NAME}.ipynb"
FULL = {"scale": 4.0, "greet": 3.0, "table": 2.0}


def make(folder: Path, due: datetime | None = None) -> Path:
    """The course folder, with the lab released and nobody in it."""
    tiny_lab.make_course(folder)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    # nbgrader calls alembic by its bare name
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    name = tiny_lab.NAME
    with Gradebook(url(folder), "generative_models") as gradebook:
        gradebook.add_assignment(name, duedate=due)
        gradebook.add_notebook(name, name)
        for cell, source in tiny_lab.SOURCES.items():
            kind = "markdown" if cell.endswith("_1") else "code"
            if cell in tiny_lab.POINTS:
                gradebook.add_grade_cell(cell, name, name, max_score=tiny_lab.POINTS[cell], cell_type=kind)
            if cell.endswith("_code") or cell.startswith("answer"):
                gradebook.add_solution_cell(cell, name, name)
            gradebook.add_source_cell(cell, name, name, source=source, cell_type=kind)
    return folder


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'gradebook.db'}"


def enter(folder: Path, *students: dict[str, str]) -> None:
    """Puts students on nbgrader's list."""
    with Gradebook(url(folder), "generative_models") as gradebook:
        for about in students:
            gradebook.add_student(about["id"], **{key: value for key, value in about.items() if key != "id"})


def work(**sources: str) -> bytes:
    """The solved notebook with other sources in some cells."""
    notebook = tiny_lab.solved()
    notebook.cells[0].id = "title"  # drawn at random otherwise
    for cell in notebook.cells:
        cell.source = sources.get(cell.id, cell.source)
    return str(nbformat.writes(notebook)).encode()


def put_grade(course: Course, student: str, scores: dict[str, float | None], answer: float | None) -> None:
    """The rows and the notebook of a graded submission; None leaves a question to a person, or an answer unmarked."""
    name, gradebook = tiny_lab.NAME, course.gradebook
    gradebook.update_or_create_student(student)
    handed_in = course.directory.get_existing_timestamp(str(course.submitted(student)))
    with gradebook.db.no_autoflush:
        gradebook.update_or_create_submission(name, student, **({"timestamp": handed_in} if handed_in else {}))
    for cell, score in scores.items():
        row = gradebook.find_grade(cell, name, name, student)
        row.auto_score, row.needs_manual_grade = score, score is None
    row = gradebook.find_grade("answer_1", name, name, student)
    row.manual_score, row.needs_manual_grade = answer, answer is None
    gradebook.db.commit()
    notebook = tiny_lab.released()
    mark_finished(notebook, 1, read_folder(course.submitted(student), course.assignment).digest)
    folder = course.autograded(student)
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / NOTEBOOK)
    if handed_in:
        shutil.copy(course.submitted(student) / "timestamp.txt", folder)


def put_feedback(course: Course, student: str) -> None:
    folder = course.feedback(student)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{tiny_lab.NAME}.html").write_text(f"<p>for {student}</p>", encoding="utf-8")


def manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "collected" / f"{tiny_lab.NAME}.json").read_bytes())
    return dict(content["students"])
