"""Judging question after question: stand-ins follow a wrong one, and what is asked is recorded.

What looks at the answers runs in a process of its own for each question, within limits (`limited.py`); this one asks
the student for it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

from autograder.checks.check import Progress, Question, Taken, Verdict, judge, take
from autograder.grading.assignment import Assignment
from autograder.grading.limited import Ended, Failed, Grader, Here, limited
from autograder.kernel import wire
from autograder.kernel.limits import LIMITS, Limits
from autograder.kernel.text import clean, shortened
from autograder.labs.lab import GraderNote
from autograder.student.asking import AskingStudent, NotebookStudent
from autograder.student.handle import NotPlain, Work
from autograder.student.recording import Recorder, RecordingStudent, Section

T = TypeVar("T")

GRADER_NOTE = "For the grader:"  # how a comment starts that feedback must not show
MAX_MESSAGE = 1000
SERVED_NOTE = "Here the lab's own {} replaced yours, because an earlier question was not passed."
STAND_IN_NOTE = "In the questions after this one, the lab's own {} replaced yours, so that each is judged by itself."


class Judging:
    """One submission under judgement: verdicts, comments for the person who marks, and sections on record so far."""

    def __init__(
        self,
        student: NotebookStudent,
        assignment: Assignment,
        seed: int,
        limits: Limits = LIMITS,
        run: Any = limited,
    ) -> None:
        self.student = student
        self.assignment = assignment
        self.seed = seed
        self.limits = limits
        self._run = run  # `limited`, or `unlimited` where this process has limits itself
        self.verdicts: dict[str, Verdict] = {}
        self.comments: dict[str, str] = {}
        self.sections: list[Section] = []
        self._taken: dict[str, Taken] = {}
        self._recorder = Recorder()
        self._stand_ins: tuple[str, ...] = ()
        self._seconds_left = limits.judging_total

    def shortcut(self, question: Question) -> Taken:
        """What the question's shortcut decides about its cell. If the shortcut fails, the cell runs as it is."""
        assert question.shortcut
        name = question.shortcut.function.__name__
        try:
            taken = self._limited(lambda grader: take(question, AskedFor(grader, self.student.work, name), self.seed))
        except (Ended, Failed):  # the checks that are given it will meet it again
            return Taken()
        self._taken[question.grade_id] = taken
        return taken

    def question(self, question: Question) -> None:
        """Judges one question. If it is wrong, its stand-ins are in force from then on."""
        name = question.grade_id
        taken = self._taken.get(name)
        notes = [taken.note] if taken and taken.note else []
        if self._stand_ins:
            notes.append(SERVED_NOTE.format(", ".join(self._stand_ins)))
        verdict = _readable(self._judged(question, taken))
        if verdict.has_failure and question.stand_ins:
            self._stand_in(name, question.stand_ins)
            notes.append(STAND_IN_NOTE.format(", ".join(question.stand_ins)))
        else:
            self._keep(name)
        self.verdicts[name] = replace(verdict, notes=tuple(notes))

    def _judged(self, question: Question, taken: Taken | None) -> Verdict:
        """The verdict on a question. A check that costs more than the limits allow is failed, and the others go on."""
        points = self.assignment.points(question.grade_id)
        progress = Progress()

        def judged(grader: Grader | Here) -> Verdict:
            student = AskedFor(grader, self.student.work)

            def stand_in(function: str) -> None:
                grader.ask(("stand in", function))

            def tell(known: Progress) -> None:
                grader.tell(("progress", known))

            return judge(question, student, self.seed, points, stand_in, taken, progress, tell)

        def hear(known: Progress) -> None:
            nonlocal progress
            progress = known

        while len(progress.results) < len(question.checks):
            try:
                return self._limited(judged, hear, question.grade_id)
            except Ended as end:
                progress.fail(question, str(end))
            except Failed as fault:
                progress.give_up(question, str(fault))
        return progress.verdict(question, points)

    def _limited(
        self, work: Callable[[Grader | Here], T], hear: Callable[[Progress], None] = lambda known: None, name: str = ""
    ) -> T:
        """Does `work` within the limits of memory and time; returns its result. Raises Ended, Failed."""

        def answer(message: Any) -> Any:
            what, *about = message
            if what == "progress":
                hear(*about)
            elif what == "stand in":
                self._stand_in(name, tuple(about))
            else:
                return self._reply(*about)
            return None

        seconds = min(self.limits.judging_seconds, self._seconds_left)
        if seconds < 1:
            raise Ended(f"judging this submission takes more than {self.limits.judging_total:g} s")
        try:
            result, took = self._run(work, answer, self.limits, seconds)
        except Ended:
            self._seconds_left -= seconds
            raise
        self._seconds_left -= took
        return cast(T, result)

    def _reply(self, check: str, request: wire.Request, seconds: float) -> tuple[str, str]:
        """The student's reply as it came, so that no depth of nesting in it is met before it is read, and the why."""
        reply = RecordingStudent(self.student, self._recorder, check).reply(request, seconds)
        return reply.text, reply.why

    def _stand_in(self, question: str, functions: tuple[str, ...]) -> None:
        """From now on the lab's own of these `functions` are in force."""
        if self._recorder.has_any:
            self._keep(question)
        new = tuple(function for function in functions if function not in self._stand_ins)
        if new:
            self.student.stand_in(self.assignment.lab.stand_ins, new)
            self._stand_ins += new

    def answer(self, answer: str) -> None:
        """Adds the lab's note on a written answer, for the person who marks it, if there is an answer."""
        make = self.assignment.lab.grader_note
        if make and self.student.cell(answer):
            self.comments[answer] = f"{GRADER_NOTE} {self._note(make, answer)}"
            self._keep(answer)

    def _note(self, make: GraderNote, answer: str) -> str:
        scheme = self.assignment.mark_scheme(answer)
        try:
            note = self._limited(lambda grader: make(AskedFor(grader, self.student.work), answer, scheme))
        except (Ended, Failed) as error:  # a help to the person who marks is not worth a grade
            return f"no note could be made ({error})"
        return clean(note, MAX_MESSAGE)

    def _keep(self, name: str) -> None:
        self.sections.append(Section(name, self._stand_ins, self._recorder.take()))


class AskedFor(AskingStudent):
    """The student as `check` sees it in the judging process: the grader's process asks."""

    def __init__(self, grader: Grader | Here, work: Work, check: str = "") -> None:
        super().__init__(work)
        self._grader = grader
        self._check = check

    def asked_by(self, check: str) -> "AskedFor":
        return AskedFor(self._grader, self.work, check)

    def reply(self, request: wire.Request, seconds: float) -> wire.Reply:
        try:
            return wire.parse(*self._grader.ask(("reply", self._check, request, seconds)))
        except wire.BadReply as error:
            raise NotPlain(f"{request.name}: {error}") from error


def _readable(verdict: Verdict) -> Verdict:
    """The verdict with messages of a size and of characters to show; they may quote the submission."""
    return replace(
        verdict, results=tuple(replace(one, message=shortened(one.message, MAX_MESSAGE)) for one in verdict.results)
    )
