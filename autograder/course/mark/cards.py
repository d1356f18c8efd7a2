"""What a person sees who marks: an answer, its question, the grader's note, the student's runs, the mark."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nbformat

from autograder.gradebook.course import Course
from autograder.gradebook.written import Mark, Standing, save_mark, standings
from autograder.grading.judging import GRADER_NOTE
from autograder.grading.submission import grade_id, read_regular

MAX_REUSED = 12  # comments that are offered again for an answer
TAG = re.compile(r" \[answer [0-9a-f]+\]\Z")


@dataclass(frozen=True)
class Card:
    """One answer of one student. `number` is shown instead of the student's id."""

    answer: str
    standing: Standing
    number: int
    max_score: float
    cell: Any
    printed: tuple[str, ...]
    reused: tuple[str, ...]

    @property
    def note(self) -> str:
        """The note to the grader, without the digest at its end."""
        return TAG.sub("", self.standing.note.removeprefix(GRADER_NOTE)).strip()


@dataclass(frozen=True)
class Progress:
    """How many answers to a question wait for a person, and how many there are."""

    answer: str
    waiting: int
    all: int


def progress(course: Course) -> list[Progress]:
    """One entry for each written answer of the assignment."""
    found = ((answer, _standings(course, answer)) for answer in course.assignment.answers)
    return [Progress(answer, sum(one.waits for one in all), len(all)) for answer, all in found]


def of_answer(course: Course, answer: str, all: bool, after: int, count: int) -> list[Card]:
    """At most `count` cards of one question with numbers above `after`; unless `all`, only those that wait."""
    there = _standings(course, answer)
    reused = _reused(there)
    numbered = [(number, one) for number, one in enumerate(there, 1) if number > after and (all or one.waits)]
    return [_card(course, answer, one, number, reused) for number, one in numbered[:count]]


def of_student(course: Course, student: str) -> list[Card]:
    """The cards of all answers of one student; none if this student has no grade."""
    return list(_of_student(course, student))


def _of_student(course: Course, student: str) -> Iterator[Card]:
    for answer in course.assignment.answers:
        there = _standings(course, answer)
        for number, one in enumerate(there, 1):
            if one.student == student:
                yield _card(course, answer, one, number, _reused(there))


def save(course: Course, answer: str, student: str, seen: Mark, given: Mark) -> None:
    """Saves the mark. Raises Overtaken."""
    save_mark(course.gradebook, course.assignment.name, answer, student, seen, given)


def _standings(course: Course, answer: str) -> list[Standing]:
    return standings(course.gradebook, course.assignment.name, answer)


def _reused(there: list[Standing]) -> tuple[str, ...]:
    """The comments given to an answer so far, the most frequent first."""
    given = Counter(one.mark.comment for one in there if one.mark.comment)
    return tuple(comment for comment, _ in given.most_common(MAX_REUSED))


def _card(course: Course, answer: str, standing: Standing, number: int, reused: tuple[str, ...]) -> Card:
    cells = _cells(course, standing.student)
    shown = (cells.get(name) for name in course.assignment.lab.printed)
    printed = tuple(text for cell in shown if cell is not None and (text := _text(cell)))
    return Card(answer, standing, number, course.assignment.points(answer), cells.get(answer), printed, reused)


def _cells(course: Course, student: str) -> dict[str, Any]:
    """The cells of the autograded notebook by grade id; none if it cannot be read."""
    data = read_regular(course.autograded(student) / f"{course.assignment.name}.ipynb")
    try:
        notebook = nbformat.reads((data or b"").decode(), as_version=4)
    except (ValueError, AttributeError, nbformat.ValidationError):
        return {}
    return {name: cell for cell in notebook.cells if (name := grade_id(cell))}


def _text(cell: Any) -> str:
    return "".join(str(output.text) for output in cell.get("outputs", []) if output.output_type == "stream")
