"""Judging question after question: stand-ins follow a wrong one, and what is asked is recorded."""

from dataclasses import replace
from typing import Any

from autograder.checks.check import Check, Question, Verdict, judge
from autograder.grading.assignment import Assignment
from autograder.kernel.text import clean
from autograder.student.asking import AskingStudent, NotebookStudent
from autograder.student.handle import Student
from autograder.student.recording import Recorder, RecordingStudent, Section

GRADER_NOTE = "For the grader:"  # how a comment starts that feedback must not show
MAX_MESSAGE = 1000
STAND_IN_NOTE = (
    "For the questions after this one, the lab's own {} took the place of yours, so that each is judged by itself."
)


class Judging:
    """One submission under judgement: verdicts, comments for the person who marks, and sections on record so far."""

    def __init__(self, student: NotebookStudent, assignment: Assignment, seed: int) -> None:
        self.student = student
        self.assignment = assignment
        self.seed = seed
        self.verdicts: dict[str, Verdict] = {}
        self.comments: dict[str, str] = {}
        self.sections: list[Section] = []
        self._recorder = Recorder()
        self._stand_ins: tuple[str, ...] = ()

    def question(self, question: Question) -> None:
        """Judges one question; where it is wrong, its stand-ins are in force from then on."""
        name = question.grade_id
        checks = tuple(_recorded(one, self.student, self._recorder) for one in question.checks)
        points = self.assignment.points(name)
        verdict = _readable(judge(replace(question, checks=checks), self.student, self.seed, points))
        self._keep(name)
        if verdict.has_failure and question.stand_ins:
            self.student.stand_in(self.assignment.lab.STAND_INS, question.stand_ins)
            self._stand_ins += question.stand_ins
            verdict = replace(verdict, notes=(STAND_IN_NOTE.format(", ".join(question.stand_ins)),))
        self.verdicts[name] = verdict

    def answer(self, answer: str) -> None:
        """Notes on a written answer, if there is one, what helps the person who marks it."""
        if self.student.cell(answer):
            self.comments[answer] = f"{GRADER_NOTE} {self._note(answer)}"
            self._keep(answer)

    def _note(self, answer: str) -> str:
        student = RecordingStudent(self.student, self._recorder, check="")
        try:
            note = self.assignment.lab.grader_note(student, answer, self.assignment.mark_scheme(answer))
        except Exception as error:  # a help to the person who marks is not worth a grade
            return f"no note could be made ({type(error).__name__})"
        return clean(note, MAX_MESSAGE)

    def _keep(self, name: str) -> None:
        self.sections.append(Section(name, self._stand_ins, self._recorder.take()))


def _recorded(check: Check, student: AskingStudent, recorder: Recorder) -> Check:
    """The check, asking `student` so that it is on record who asked."""
    recording = RecordingStudent(student, recorder, check.name)

    def ask(_: Student, *arguments: Any) -> Any:
        return check.function(recording, *arguments)

    return replace(check, function=ask)


def _readable(verdict: Verdict) -> Verdict:
    """The verdict with messages of a size and of characters to show; they may quote the submission."""
    return replace(
        verdict, results=tuple(replace(one, message=clean(one.message, MAX_MESSAGE)) for one in verdict.results)
    )
