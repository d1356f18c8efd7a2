"""nbgrader's list of students, and which of them grading added."""

from dataclasses import dataclass

from nbgrader.api import Gradebook, Student, SubmittedAssignment


@dataclass(frozen=True)
class Listed:
    """A student of the gradebook; what nobody entered is empty. `has_work`: it has a submission of theirs."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str
    has_work: bool

    @property
    def was_entered(self) -> bool:
        """Whether a person entered them: grading enters only the id, and only with a submission."""
        return not self.has_work or any((self.first_name, self.last_name, self.email, self.lms_user_id))


def listed(gradebook: Gradebook) -> list[Listed]:
    """All students that the gradebook knows, by id."""
    worked = {student for (student,) in gradebook.db.query(SubmittedAssignment.student_id).distinct()}
    columns = (Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    rows = gradebook.db.query(*columns).order_by(Student.id)
    return [
        Listed(student, first or "", last or "", email or "", lms or "", student in worked)
        for student, first, last, email, lms in rows
    ]
