"""What a person entered for a question, or for the list of students, as nbgrader keeps it."""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from sqlalchemy.exc import SQLAlchemyError

from autograder.gradebook.standing import names
from autograder.grading.reports.words import points
from autograder.kernel.text import one_line

SQLITE = "sqlite:///"
MAX_COMMENT = 2000


def persons_marks(start: Path, assignment: str, student: str, name: str) -> list[str]:
    """Lines about the points and the comment that a person gave for the grade id `name`; none without a gradebook.

    `start` is the course folder, whose configuration names the gradebook.
    """
    with contextlib.suppress(MissingEntry, SQLAlchemyError), _opened(start) as gradebook:
        if gradebook:
            return _lines(gradebook, name, (assignment, assignment, student))
    return []


def persons_names(start: Path) -> dict[str, str]:
    """What nbgrader's list of students calls them, by id; nothing without a gradebook."""
    with contextlib.suppress(SQLAlchemyError), _opened(start) as gradebook:
        if gradebook:
            return names(gradebook)
    return {}


@contextlib.contextmanager
def _opened(start: Path) -> Iterator[Gradebook | None]:
    """The gradebook of the course folder `start`, None where there is none: to open it would make one."""
    if not start.is_dir():
        yield None
        return
    with contextlib.chdir(start):
        app = NbGrader(log_level=logging.ERROR)  # that there is no configuration is nothing to say here
        app.initialize([])
        url = app.coursedir.db_url
        if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
            yield None
            return
        with Gradebook(url, app.coursedir.course_id) as gradebook:
            yield gradebook


def _lines(gradebook: Gradebook, name: str, where: tuple[str, str, str]) -> list[str]:
    grade = gradebook.find_grade(name, *where)
    lines = []
    if grade.manual_score is not None:
        extra = f" and {points(grade.extra_credit)} extra" if grade.extra_credit else ""
        lines.append(f"a person gave {points(grade.manual_score)} of {points(grade.max_score)} points{extra}")
    if grade.needs_manual_grade:
        lines.append("it waits for a person in the formgrader")
    with contextlib.suppress(MissingEntry):  # only cells that students write into have comments
        if comment := gradebook.find_comment(name, *where).manual_comment:
            lines.append(f"their comment: {one_line(comment, MAX_COMMENT)}")
    return lines
