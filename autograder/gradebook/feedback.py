"""The page that students read: the total, a line a question, and their notebook as it ran."""

import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from autograder.grading.judging import GRADER_NOTE
from autograder.grading.reports.notebook import first_finding

TEMPLATES = Path(__file__).parent / "templates"
HEADING = re.compile(r"^(##|###)[ \t]+(\S.*)$", re.MULTILINE)
POINTS = re.compile(r"\s*\([\d.]+ points?\)\s*$")  # the page has them in a column of their own


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback with the page of `templates/marked`; GenerateFeedback would set its own template."""

    def __init__(self, config: Config | None = None, **kwargs: Any) -> None:
        theirs = Config(config or {})
        theirs.HTMLExporter.update(template_name="marked", extra_template_basedirs=[str(TEMPLATES)])
        theirs.HTMLExporter.exclude_anchor_links = True
        super().__init__(config=theirs, **kwargs)


class StudentGrades(GetGrades):
    """Scores and comments for the page, without the notes for graders.

    `resources["nbgrader"]` gets `questions`, a dict for each line of the summary, `waiting`, the points that nobody has
    decided yet, and `code_style`, the colours of code.
    """

    def preprocess(self, nb: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        self._headings = headings(nb)
        nb, resources = super().preprocess(nb, resources)
        marked = [cell.metadata.nbgrader for cell in nb.cells if is_grade(cell)]
        about = resources["nbgrader"]
        about["code_style"] = HtmlFormatter(style="default").get_style_defs(".highlight")
        about["questions"] = marked
        about["waiting"] = sum(one.points for one in marked if one.waits)
        return nb, resources

    def _get_score(self, cell: Any, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        about = cell.metadata.nbgrader
        grade = self.gradebook.find_grade(about.grade_id, self.notebook_id, self.assignment_id, self.student_id)
        about["waits"] = grade.needs_manual_grade
        about["name"] = self._headings.get(about.grade_id) or about.grade_id
        about["found"] = first_finding(cell) if cell.cell_type == "code" else _said(about.get("comment"))

    def _get_comment(self, cell: Any, resources: dict[str, Any]) -> None:
        super()._get_comment(cell, resources)
        comment = cell.metadata.nbgrader["comment"]
        if is_grade(cell) and is_solution(cell) and comment and comment.startswith(GRADER_NOTE):
            cell.metadata.nbgrader["comment"] = None


def headings(notebook: Any) -> dict[str, str]:
    """What students know each graded cell by: the part that it stands in, or of a written answer the question's title.

    By grade id; cells before the first heading have none.
    """
    found, last = {}, {"##": "", "###": ""}
    for cell in notebook.cells:
        if is_grade(cell):
            is_answer = cell.cell_type == "markdown"
            found[cell.metadata.nbgrader.grade_id] = (is_answer and last["###"]) or last["##"]
        elif cell.cell_type == "markdown":
            for level, title in HEADING.findall(cell.source):
                last |= {"##": title, "###": ""} if level == "##" else {"###": title}
    return {grade_id: POINTS.sub("", title) for grade_id, title in found.items() if title}


def _said(comment: str | None) -> str:
    return "there is a comment" if comment else ""
