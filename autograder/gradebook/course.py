"""The course as nbgrader keeps it: who handed in, whose grade is missing or old, and how grades are written.

Rows and files are those that `nbgrader autograde` makes with this repository's configuration, by nbgrader's own steps.
But a submission's rows are written in one transaction, and only then is its folder put in place.
"""

import contextlib
import fnmatch
import glob
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde
from nbgrader.preprocessors import (
    AssignLatePenalties,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    SaveAutoGrades,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from autograder.engine.package import Graded
from autograder.gradebook.finished import is_finished, mark_finished, read_mark
from autograder.gradebook.marks import held_marks, save_verdicts
from autograder.gradebook.pipeline import WaryCourseDirectory
from autograder.grading.assignment import AssignmentError, load
from autograder.grading.evidence.file import file_name
from autograder.grading.reports.notebook import remove_scores
from autograder.kernel.text import one_line

UNFINISHED = ".being-written"


class OverwriteFromOpenGradebook(OverwriteCells):
    """nbgrader's OverwriteCells, with a gradebook that is open already."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id = about["notebook"], about["assignment"]
        self.gradebook = about["gradebook"]
        done: tuple[Any, dict[str, Any]] = NbGraderPreprocessor.preprocess(self, nb, resources)
        return done


class SaveInOpenGradebook(SaveAutoGrades):
    """The same for SaveAutoGrades, which saves scores."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id, self.student_id = about["notebook"], about["assignment"], about["student"]
        self.gradebook = about["gradebook"]
        done: tuple[Any, dict[str, Any]] = NbGraderPreprocessor.preprocess(self, nb, resources)
        return done


class IndexedGradebook(Gradebook):
    """nbgrader's gradebook, but it finds grades and comments by their keys: nbgrader's query reads all students'."""

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> Grade:
        try:
            cell = self.find_grade_cell(grade_cell, notebook, assignment)
        except MissingEntry:  # it may be a task cell
            return super().find_grade(grade_cell, notebook, assignment, student)
        return self._of(Grade, cell, notebook, assignment, student)

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str) -> Comment:
        try:
            cell = self.find_solution_cell(solution_cell, notebook, assignment)
        except MissingEntry:
            return super().find_comment(solution_cell, notebook, assignment, student)
        return self._of(Comment, cell, notebook, assignment, student)

    def _of(self, kind: Any, cell: Any, notebook: str, assignment: str, student: str) -> Any:
        submitted = self.find_submission_notebook(notebook, assignment, student)
        return self.db.query(kind).filter_by(cell_id=cell.id, notebook_id=submitted.id).one()


class CannotWrite(Exception):
    """The gradebook or the course folder takes no grades; the message says which and what to do."""


class Course:
    """The course of the folder `start`, with nbgrader's configuration, and one of its generated assignments.

    Raises AssignmentError if there is no such assignment or the gradebook does not know it, and CannotWrite.
    """

    def __init__(self, start: Path, name: str) -> None:
        if not start.is_dir():
            raise AssignmentError(f"{start} is not a folder: call this in the course folder, or name it with --course")
        with contextlib.chdir(start):
            self._app = NbGrader()
            self._app.initialize([])
            self._app.log.setLevel(logging.WARNING)
            given = self._app.coursedir
            settings = {name: getattr(given, name) for name in given.trait_names(config=True)}
            self.directory = WaryCourseDirectory(parent=self._app, **settings)
            self.assignment = load(Path(self.directory.root), name)
        try:
            with self._telling():
                self.gradebook = IndexedGradebook(self.directory.db_url, self.directory.course_id)
                rows = {cell.name: cell.max_score for cell in self.gradebook.find_notebook(name, name).grade_cells}
        except MissingEntry:
            reason = f"the gradebook {self.directory.db_url} does not know {name}"
            raise AssignmentError(f"{reason}: run nbgrader generate_assignment {name}") from None
        self._require_same_points(rows)

    def _require_same_points(self, rows: dict[str, float]) -> None:
        """Raises AssignmentError if the gradebook's points are not those of the source notebook."""
        for grade_id in self.assignment.graded:
            points = self.assignment.points(grade_id)
            if rows.get(grade_id) != points:
                known = f"{rows[grade_id]:g} points" if grade_id in rows else "no such cell"
                raise AssignmentError(
                    f"for {grade_id} the gradebook has {known}, the source notebook {points:g}: "
                    f"run nbgrader generate_assignment {self.assignment.name} --force"
                )

    @property
    def root(self) -> Path:
        """The course folder, as the configuration has it."""
        return Path(self.directory.root)

    def submitted(self, student: str) -> Path:
        return Path(self._path(self.directory.submitted_directory, student))

    def autograded(self, student: str) -> Path:
        return Path(self._path(self.directory.autograded_directory, student))

    def feedback(self, student: str) -> Path:
        return Path(self._path(self.directory.feedback_directory, student))

    def _path(self, step: str, student: str) -> str:
        return str(self.directory.format_path(step, student, self.assignment.name))

    def students(self) -> list[str]:
        """Every student with a submitted folder."""
        return self._students(self.directory.submitted_directory)

    def graded_students(self) -> list[str]:
        """Every student with an autograded folder."""
        return self._students(self.directory.autograded_directory)

    def _students(self, step: str) -> list[str]:
        name = self.assignment.name
        named = self.directory.format_path(step, "(?P<student_id>[^/]+)", name, escape=True)
        found = (re.fullmatch(named, path) for path in glob.glob(self._path(step, "*")))
        return sorted(match["student_id"] for match in found if match)

    def is_graded(self, student: str, digest: Callable[[], str]) -> bool:
        """Whether the student has a complete grade of what is handed in now; `digest` returns the sha256 of that."""
        graded = self.autograded(student)
        notebook = graded / f"{self.assignment.name}.ipynb"
        if not is_finished(notebook):
            return False
        handed_in = self.directory.get_existing_timestamp(str(self.submitted(student)))
        known = self.directory.get_existing_timestamp(str(graded))
        if handed_in and known and handed_in > known:
            return False
        graded_of = read_mark(notebook).get("submission")
        return graded_of is None or graded_of == digest()

    def write(self, graded: Graded, digest: str) -> None:
        """Writes one grade: the rows in one transaction, then the folder. Raises CannotWrite."""
        with self._telling():
            self._save(graded)
        mark_finished(graded.grade.notebook, graded.grade.seed, digest)
        try:
            self._place(graded)
        except OSError as error:
            place = self.autograded(graded.student)
            raise CannotWrite(f"{place} cannot be written ({error.strerror}): make room and call this again") from error

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            where, reason = self.directory.db_url, one_line(error.orig, 200)
            raise CannotWrite(
                f"the gradebook {where} cannot be written ({reason}): call this again when it can"
            ) from error

    def _save(self, graded: Graded) -> None:
        """Writes the rows of one grade."""
        notebook, result = graded.grade.notebook, graded.grade
        name = self.assignment.name
        about = {"student": graded.student, "assignment": name, "notebook": name}
        with self._transaction() as gradebook:
            resources = {"nbgrader": about | {"gradebook": gradebook}}
            gradebook.update_or_create_student(graded.student)
            when = self.directory.get_existing_timestamp(str(self.submitted(graded.student)))
            with gradebook.db.no_autoflush:  # a submission is complete only with all its rows
                gradebook.update_or_create_submission(name, graded.student, **({"timestamp": when} if when else {}))
            where = (name, name, graded.student)
            held = held_marks(gradebook, notebook, result, where)
            for step in (OverwriteFromOpenGradebook, LimitOutput, SaveInOpenGradebook):
                step(parent=self._app).preprocess(notebook, resources)
            save_verdicts(gradebook, notebook, result, held, where)
            self._penalty(gradebook, about)
        remove_scores(notebook)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Gradebook]:
        """The gradebook, with all commits made at the end, or none."""
        outside = self.gradebook.db
        with self.gradebook.engine.begin() as connection:
            session = Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False)
            self.gradebook.db = session
            try:
                yield self.gradebook
                session.flush()
            finally:
                session.close()
                self.gradebook.db = outside

    def _penalty(self, gradebook: Gradebook, about: dict[str, str]) -> None:
        """nbgrader's AssignLatePenalties, which opens a gradebook of its own."""
        step = AssignLatePenalties(parent=self._app)
        step.init_plugin()
        submission = gradebook.find_submission(about["assignment"], about["student"])
        (notebook,) = (one for one in submission.notebooks if one.name == about["notebook"])
        notebook.late_submission_penalty = None
        if submission.total_seconds_late > 0:
            gradebook.db.flush()
            penalty = step.plugin_inst.late_submission_penalty(
                about["student"], notebook.score, submission.total_seconds_late
            )
            if penalty is not None:
                notebook.late_submission_penalty = step._check_late_penalty(notebook, penalty)

    def _place(self, graded: Graded) -> None:
        """Writes the autograded folder beside its place, then moves it there."""
        place = self.autograded(graded.student)
        made = place.with_name(f"{UNFINISHED}-{place.name}")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        kept = {name: data for name, data in graded.files.items() if not self._is_ignored(name)}
        evidence = {file_name(self.assignment.name): graded.evidence} if graded.evidence else {}
        for name, data in (kept | self.assignment.files | evidence).items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes(data)
        text = nbformat.writes(graded.grade.notebook) + "\n"
        (made / f"{self.assignment.name}.ipynb").write_text(text, encoding="utf-8")
        if place.exists():
            shutil.rmtree(place)
        made.rename(place)
        Autograde(coursedir=self.directory, parent=self._app).set_permissions(self.assignment.name, graded.student)

    def _is_ignored(self, name: str) -> bool:
        parts = Path(name).parts
        return any(fnmatch.fnmatch(part, pattern) for part in parts for pattern in self.directory.ignore)

    def close(self) -> None:
        self.gradebook.close()
