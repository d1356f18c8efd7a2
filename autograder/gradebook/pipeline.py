"""Puts the judge into nbgrader's pipeline: `nbgrader_config.py` names these classes, nbgrader does the rest.

The notebook is mended when it is read, and judged where nbgrader would run Execute. What nbgrader's own steps cannot
express, an ERROR or a note to the grader, is written after SaveAutoGrades has written the scores.
"""

import datetime
import glob
import os
import sys
from pathlib import Path
from typing import Any, cast

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import parse_utc

from autograder.gradebook.finished import discard_unfinished, mark_finished
from autograder.gradebook.marks import held_marks, save_verdicts
from autograder.grading import assignment as assignments
from autograder.grading.evidence.file import file_name, pack
from autograder.grading.grade import Grade, mend, new_seed
from autograder.grading.recipe import Submission, grade_submission, read_submission
from autograder.grading.reports.notebook import remove_scores, write_outputs
from autograder.grading.submission import find_files, read_regular
from autograder.kernel.places import Terminated, terminated_in_order
from autograder.kernel.walls.choice import wall
from autograder.kernel.walls.wall import SandboxUnavailable

# Keys in `resources`, by which one step hands on what a later one needs.
KEY = "autograder"
HELD = "autograder_held_marks"


class WaryCourseDirectory(CourseDirectory):
    """nbgrader's course directory, but `timestamp.txt` may hold anything: a student may have written it."""

    def get_existing_timestamp(self, dest_path: str) -> datetime.datetime | None:
        text = read_regular(Path(dest_path, "timestamp.txt"))
        try:
            when: datetime.datetime | None = parse_utc(text.decode().strip()) if text else None
        except (ValueError, OverflowError, TypeError):
            self.log.warning("%s holds no time that can be read", dest_path)
            return None
        return when


class MendingExporter(NotebookExporter):
    """Reads any submitted bytes as the assignment's notebook. If grading is impossible, nbgrader stops with one line.

    nbgrader reads each notebook twice: as submitted, and then its own sanitised copy. The first reading keeps the
    submission, and the judge grades that. Before that, nbgrader copies all files beside the notebook, and follows
    links; so this exporter tells its parent, the converter, what to leave out.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._read: dict[str, tuple[str, Submission]] = {}  # by student: first file name, what was read
        self._converter = cast(Any, self.parent)  # nbgrader's converters share no type
        course = self._converter.coursedir
        self._ignore = list(course.ignore)
        settings = {name: getattr(course, name) for name in course.trait_names(config=True)}
        self._converter.coursedir = WaryCourseDirectory(parent=course.parent, **settings)
        self._converter.pre_convert_hook = self._leave_out
        try:
            wall()
            assignments.load(Path(course.root), course.assignment_id)
        except (SandboxUnavailable, assignments.AssignmentError) as error:
            sys.exit(f"autograder: {error}")
        for student in discard_unfinished(Path(course.root, course.autograded_directory), course.assignment_id):
            self.log.warning("The grading of %s was interrupted and is done again", student)

    def _leave_out(self, notebooks: list[str], assignment: str, **about: str) -> None:
        """nbgrader calls this before it copies a submission's files, and ignores exceptions."""
        folder = os.path.dirname(notebooks[0])
        # The name that nbgrader expects, whatever the files are called; from_filename chooses what is read.
        notebooks[:] = [os.path.join(folder, f"{assignment}.ipynb")]
        course = self._converter.coursedir
        course.ignore = [*self._ignore, glob.escape(folder)]
        found = find_files(Path(folder), assignments.load(Path.cwd(), assignment))
        if not found.too_many:
            course.ignore = [*self._ignore, *(glob.escape(os.path.join(folder, name)) for name in found.left_out)]

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        assert resources is not None  # nbgrader's converters always say whose notebook it is
        about = resources["nbgrader"]
        student = about["student"]
        first, submission = self._read.pop(student, ("", None))
        if submission and first != filename:
            resources[KEY] = submission
            return super().from_filename(filename, resources=resources, **kwargs)
        known = assignments.load(Path.cwd(), about["assignment"])
        submission = read_submission(Path(filename).parent, known)
        self._read[student] = (filename, submission)
        notebook, _, _ = mend(known, submission.notebook)
        converted: tuple[NotebookNode, dict[str, Any]] = self.from_notebook_node(
            notebook, resources=resources, **kwargs
        )
        return converted


class Judge(NbGraderPreprocessor):
    """Grades what was handed in, and puts the cells with outputs and verdicts into the notebook.

    nbgrader's OverwriteCells runs after it and gives the cells their checksums. nbconvert's writer writes the evidence
    before the notebook, so a notebook that is marked as finished has its evidence beside it.
    """

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        known = assignments.load(Path.cwd(), resources["nbgrader"]["assignment"])
        submission: Submission = resources[KEY]
        # Evidence of an earlier grading: it is read-only, and neither the student's file nor evidence of this grading.
        Path(resources["metadata"]["path"], file_name(known.name)).unlink(missing_ok=True)
        try:
            with terminated_in_order():
                result = grade_submission(known, submission, new_seed())
        except (SandboxUnavailable, Terminated) as error:
            sys.exit(f"autograder: {error or 'ended before everybody was graded'}")
        write_outputs(result)
        nb.cells = result.notebook.cells
        if result.evidence:
            resources["outputs"] = {file_name(known.name): pack(result.evidence)}
        mark_finished(nb, result.seed, submission.digest)
        with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
            resources[HELD] = held_marks(gradebook, nb, result, where(resources))
        resources[KEY] = result
        return nb, resources


class SaveVerdicts(NbGraderPreprocessor):
    """Leaves to a person what the judge could not decide, with notes on what the judge saw in the answers."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        result: Grade = resources[KEY]
        with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
            save_verdicts(gradebook, nb, result, resources[HELD], where(resources))
            gradebook.db.commit()
        remove_scores(nb)
        return nb, resources


def where(resources: dict[str, Any]) -> tuple[str, str, str]:
    """Notebook, assignment and student, by which nbgrader's gradebook finds a row."""
    about = resources["nbgrader"]
    return about["notebook"], about["assignment"], about["student"]
