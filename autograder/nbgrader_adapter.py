"""Puts the judge into nbgrader's pipeline: `nbgrader_config.py` names these classes, nbgrader does the rest.

Mending happens as the notebook is read, judging in the place of nbgrader's Execute, and what nbgrader's own steps have
no word for, an ERROR or a note to the grader, is written after SaveAutoGrades has written the scores.
"""

import sys
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade

from autograder.grading import assignment, report
from autograder.grading.grade import GRADER_NOTE, Grade, grade, mend, new_seed, ungraded
from autograder.grading.submission import read_files
from autograder.kernel import sandbox

KEY = "autograder"  # where one step leaves in the resources what a later one needs


class MendingExporter(NotebookExporter):
    """Reads any submitted bytes as the assignment's notebook. Ends nbgrader with one line where no sandbox works.

    nbgrader reads each notebook twice: as submitted, and then its own sanitised copy. The first reading mends; the
    second is given what the first one noted.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._noted: dict[tuple[str, str], tuple[str, list[str], str]] = {}
        try:
            sandbox.require()
        except sandbox.SandboxUnavailable as error:
            sys.exit(f"autograder: {error}")

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        assert resources is not None  # nbgrader's converters always say whose notebook it is
        about = resources["nbgrader"]
        who = (about["student"], about["notebook"])
        first, notes, problem = self._noted.pop(who, (filename, [], ""))
        if first != filename:
            resources[KEY] = (notes, problem)
            return super().from_filename(filename, resources=resources, **kwargs)
        known = assignment.load(Path.cwd(), about["assignment"])
        notebook, notes, problem = mend(known, Path(filename).read_bytes())
        self._noted[who] = (filename, notes, problem)
        converted: tuple[NotebookNode, dict[str, Any]] = self.from_notebook_node(
            notebook, resources=resources, **kwargs
        )
        return converted


class Judge(NbGraderPreprocessor):
    """Runs the notebook in its sandbox and writes verdicts into the outputs of the graded cells."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        known = assignment.load(Path.cwd(), resources["nbgrader"]["assignment"])
        notes, problem = resources[KEY]
        files, left_out = read_files(Path(resources["metadata"]["path"]), known)
        seed = new_seed()
        result = ungraded(known, nb, seed, problem) if problem else grade(known, nb, files, seed)
        result.notes = [*notes, *left_out, *result.notes]
        report.write_outputs(result)
        resources[KEY] = result
        return nb, resources


class SaveVerdicts(NbGraderPreprocessor):
    """Leaves to a person what the judge could not decide, and tells them what the judge saw in the answers."""

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        result: Grade = resources[KEY]
        about = resources["nbgrader"]
        where = (about["notebook"], about["assignment"], about["student"])
        with Gradebook(about["db_url"]) as gradebook:
            for name in result.undecided:
                row = gradebook.find_grade(name, *where)
                row.auto_score = None
                row.needs_manual_grade = True
            for name, comment in result.comments.items():
                gradebook.find_comment(name, *where).auto_comment = comment
            gradebook.db.commit()
        return nb, resources


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
