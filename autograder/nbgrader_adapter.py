"""Puts the judge into nbgrader's pipeline: `nbgrader_config.py` names these classes, nbgrader does the rest.

Mending happens as the notebook is read, judging in the place of nbgrader's Execute, and what nbgrader's own steps have
no word for, an ERROR or a note to the grader, is written after SaveAutoGrades has written the scores.
"""

import datetime
import glob
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade, parse_utc

from autograder.grading import assignment as assignments
from autograder.grading import report
from autograder.grading.choose import choose
from autograder.grading.evidence import file_name, pack, submission_digest
from autograder.grading.grade import Grade, grade, mend, new_seed, ungraded
from autograder.grading.judging import GRADER_NOTE
from autograder.grading.submission import find_files, read_files, read_regular
from autograder.kernel import sandbox
from autograder.nbgrader_course import discard_unfinished, mark_finished

KEY = "autograder"  # where one step leaves in the resources what a later one needs


class WaryCourseDirectory(CourseDirectory):
    """nbgrader's course directory, which may hold anything as `timestamp.txt` where a student put it."""

    def get_existing_timestamp(self, dest_path: str) -> datetime.datetime | None:
        text = read_regular(Path(dest_path, "timestamp.txt"))
        try:
            when: datetime.datetime | None = parse_utc(text.decode().strip()) if text else None
        except (ValueError, OverflowError, TypeError):
            self.log.warning("%s holds no time that can be read", dest_path)
            return None
        return when


class MendingExporter(NotebookExporter):
    """Reads any submitted bytes as the assignment's notebook. Ends nbgrader with one line where no sandbox works.

    nbgrader reads each notebook twice: as submitted, and then its own sanitised copy. The first reading mends; the
    second is given what the first one noted. Before the first, nbgrader copies all files that lie beside the notebook
    and follows links as it does; the converter, this exporter's parent, is told what to leave out.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._noted: dict[tuple[str, str], tuple[str, list[str], str, str]] = {}
        self._converter = cast(Any, self.parent)  # of no common type
        course = self._converter.coursedir
        self._ignore = list(course.ignore)
        settings = {name: getattr(course, name) for name in course.trait_names(config=True)}
        self._converter.coursedir = WaryCourseDirectory(parent=course.parent, **settings)
        self._converter.pre_convert_hook = self._leave_out
        try:
            sandbox.require()
        except sandbox.SandboxUnavailable as error:
            sys.exit(f"autograder: {error}")
        for student in discard_unfinished(Path(course.root, course.autograded_directory), course.assignment_id):
            self.log.warning("The grading of %s was interrupted and is done again", student)

    def _leave_out(self, notebooks: list[str], assignment: str, **about: str) -> None:
        """nbgrader calls this before it copies a submission's files, and would not hear of an exception."""
        folder = os.path.dirname(notebooks[0])
        # The name that nbgrader knows, whatever names there are; what is read for it is chosen below.
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
        who = (about["student"], about["notebook"])
        first, notes, problem, digest = self._noted.pop(who, (filename, [], "", ""))
        if first != filename:
            resources[KEY] = (notes, problem, digest)
            return super().from_filename(filename, resources=resources, **kwargs)
        known = assignments.load(Path.cwd(), about["assignment"])
        chosen, choice = choose(Path(filename).parent, known)
        data = read_regular(chosen)
        digest = submission_digest(data, read_files(chosen.parent, known))
        notebook, mended, problem = mend(known, data)
        notes = [*choice, *mended, *find_files(chosen.parent, known).notes]
        self._noted[who] = (filename, notes, problem, digest)
        converted: tuple[NotebookNode, dict[str, Any]] = self.from_notebook_node(
            notebook, resources=resources, **kwargs
        )
        return converted


class Judge(NbGraderPreprocessor):
    """Runs the notebook in its sandbox and writes verdicts into the outputs of the graded cells.

    The evidence goes to nbconvert's writer, which puts it beside the notebook, and before it: a notebook that is marked
    as finished has its evidence.
    """

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        known = assignments.load(Path.cwd(), resources["nbgrader"]["assignment"])
        notes, problem, digest = resources[KEY]
        folder = Path(resources["metadata"]["path"])
        # An earlier grading's is read-only, no file of the student's, and no evidence of this grading.
        (folder / file_name(known.name)).unlink(missing_ok=True)
        files = read_files(folder, known)
        seed = new_seed()
        result = ungraded(known, nb, seed, problem) if problem else grade(known, nb, files, seed)
        result.notes = [*notes, *result.notes]
        report.write_outputs(result)
        if result.evidence:
            result.evidence = replace(result.evidence, notes=tuple(result.notes), submission=digest)
            resources["outputs"] = {file_name(known.name): pack(result.evidence)}
        mark_finished(nb, seed, digest)
        resources[KEY] = result
        return nb, resources


class SaveVerdicts(NbGraderPreprocessor):
    """Leaves to a person what the judge could not decide, and tells them what the judge saw in the answers."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        result: Grade = resources[KEY]
        about = resources["nbgrader"]
        where = (about["notebook"], about["assignment"], about["student"])
        with Gradebook(about["db_url"]) as gradebook:
            save_verdicts(gradebook, result, where)
            gradebook.db.commit()
        return nb, resources


def save_verdicts(gradebook: Gradebook, result: Grade, where: tuple[str, str, str]) -> None:
    """What nbgrader's own steps have no word for; `where` is notebook, assignment and student."""
    for name in result.undecided:
        row = gradebook.find_grade(name, *where)
        row.auto_score = None
        row.needs_manual_grade = True
    for name, comment in result.comments.items():
        gradebook.find_comment(name, *where).auto_comment = comment


# nbgrader's feedback page leaves wide figures to be cut off, and tables without any space.
PAGE_STYLE = "img { max-width: 100%; height: auto } td, th { padding: 2px 10px }"


class StudentGrades(GetGrades):
    """Scores and comments for the feedback, without the notes that are for graders only.

    Comes after CSSHTMLHeaderPreprocessor, which begins the page's styles anew.
    """

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        nb, resources = super().preprocess(nb, resources)
        resources["inlining"]["css"].append(PAGE_STYLE)
        return nb, resources

    def _get_comment(self, cell: Any, resources: dict[str, Any]) -> None:
        super()._get_comment(cell, resources)
        comment = cell.metadata.nbgrader["comment"]
        if is_grade(cell) and comment and comment.startswith(GRADER_NOTE):
            cell.metadata.nbgrader["comment"] = None
