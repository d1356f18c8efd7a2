"""What a lab is: its questions, and everything else that grading needs to know about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from autograder.checks.check import Question
from autograder.kernel.preparation import PLAIN, Preparation
from autograder.student.handle import Student

# Takes a student, the grade id of a written answer, and its question with the mark scheme; returns plain text.
GraderNote: TypeAlias = Callable[[Student, str, str], str]
# Takes a student and the grade id of a cell that is about to run; returns seconds.
CellSeconds: TypeAlias = Callable[[Student, str], float]


def no_more(student: Student, cell: str) -> float:
    """No cell gets more time than any other."""
    return 0.0


@dataclass(frozen=True)
class Lab:
    """A lab. Only `questions` are required: one for each graded code cell of the notebook.

    - `stand_ins`: source of a module. Its functions replace those that a submission got wrong.
    - `kernel`: what each kernel needs before the first cell.
    - `packages`: the evidence keeps their versions, because they can change a grade.
    - `printed`: grade ids of cells. Checks can read what these had printed in the notebook handed in.
    - `grader_note`: helps the person who marks a written answer.
    - `cell_seconds`: how long a cell may run, if that is longer than the usual limit.
    """

    questions: tuple[Question, ...]
    stand_ins: str = ""
    kernel: Preparation = PLAIN
    packages: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    grader_note: GraderNote | None = None
    cell_seconds: CellSeconds = no_more
