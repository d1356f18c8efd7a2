"""Evidence of a class, read student by student."""

from autograder.gradebook.course import Course
from autograder.grading.evidence.file import UnreadableEvidence, file_name, unpack
from autograder.grading.evidence.record import Evidence
from autograder.grading.submission import read_regular


def kept(course: Course, student: str) -> Evidence | str:
    """The evidence of the student's grading, or one line that says why there is none."""
    path = course.autograded(student) / file_name(course.assignment.name)
    data = read_regular(path)
    if data is None:
        return "there is no evidence: it could not be graded, or was by an earlier version"
    try:
        return unpack(data)
    except UnreadableEvidence as error:
        return f"{path}: {error}"
