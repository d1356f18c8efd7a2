"""What nbgrader's own steps cannot express: an ERROR, a note to the grader, and which people's marks still hold.

Whenever nbgrader grades a submission again, it shows everything that people marked as waiting. But a mark holds if the
answer has not changed, and a digest in the note to the grader tells that.
"""

import hashlib
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from autograder.grading.grade import Grade
from autograder.grading.judging import GRADER_NOTE
from autograder.grading.submission import grade_id

DIGITS = 12


def held_marks(gradebook: Gradebook, notebook: Any, result: Grade, where: tuple[str, str, str]) -> set[str]:
    """The answers that have not changed since people marked them; `where` is notebook, assignment and student.

    Call it before nbgrader's SaveAutoGrades, which overwrites this.
    """
    return {name for name, tag in _tags(notebook, result).items() if _is_marked(gradebook, name, tag, where)}


def _is_marked(gradebook: Gradebook, name: str, tag: str, where: tuple[str, str, str]) -> bool:
    try:
        grade, comment = gradebook.find_grade(name, *where), gradebook.find_comment(name, *where)
    except MissingEntry:  # handed in for the first time
        return False
    marked = grade.manual_score is not None and not grade.needs_manual_grade
    return marked and tag in (comment.auto_comment or "")


def save_verdicts(
    gradebook: Gradebook, notebook: Any, result: Grade, held: set[str], where: tuple[str, str, str]
) -> None:
    """Writes what SaveAutoGrades does not: questions left to a person, notes to the grader, marks that still hold."""
    for name in result.undecided:
        row = gradebook.find_grade(name, *where)
        row.auto_score = None
        row.needs_manual_grade = True
    tags = _tags(notebook, result)
    for name, comment in result.comments.items():
        gradebook.find_comment(name, *where).auto_comment = f"{comment}{tags.get(name, '')}"
    for name in held.difference(result.undecided):
        gradebook.find_grade(name, *where).needs_manual_grade = False


def _tags(notebook: Any, result: Grade) -> dict[str, str]:
    """For each written answer with a note, the digest that is appended to the note."""
    cells = {grade_id(cell): cell.source for cell in notebook.cells}
    noted = [name for name, comment in result.comments.items() if comment.startswith(GRADER_NOTE) and name in cells]
    written = {name: cells[name].strip().encode("utf-8", "surrogatepass") for name in noted}
    return {name: f" [answer {hashlib.sha256(text).hexdigest()[:DIGITS]}]" for name, text in written.items()}
