"""A course in which written answers wait for a person, as a grading leaves it, and the command to mark them."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from support import samples

NOTE = "For the grader: 41 words; values quoted: none [answer 0123456789ab]"
ANSWER = "{student} says <script>alert(1)</script> **so**, with $h_t$."


def fill(course: Path, students: list[str]) -> None:
    """Enters five written answers of each student into a released `course`."""
    notebook = nbformat.read(course / "release" / samples.ASSIGNMENT / samples.NOTEBOOK, as_version=4)
    with gradebook(course) as opened:
        for student in students:
            opened.update_or_create_student(student)
            with opened.db.no_autoflush:
                opened.update_or_create_submission(samples.ASSIGNMENT, student)
            for cell in notebook.cells:
                if cell.id.startswith("answer_"):
                    cell.source = ANSWER.format(student=student)
            path = course / "autograded" / student / samples.ASSIGNMENT / samples.NOTEBOOK
            path.parent.mkdir(parents=True)
            nbformat.write(notebook, path)
            opened.find_comment("answer_1", samples.ASSIGNMENT, samples.ASSIGNMENT, student).auto_comment = NOTE
        opened.db.commit()


@contextmanager
def gradebook(course: Path) -> Iterator[Gradebook]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as opened:
        yield opened


def mark_of(course: Path, answer: str, student: str) -> tuple[float | None, str | None, bool]:
    """Points, comment, and whether the answer waits."""
    with gradebook(course) as opened:
        where = (answer, samples.ASSIGNMENT, samples.ASSIGNMENT, student)
        grade, comment = opened.find_grade(*where), opened.find_comment(*where)
        return grade.manual_score, comment.manual_comment, grade.needs_manual_grade


@contextmanager
def marking(course: Path) -> Iterator[str]:
    """The address, token and all, of a running `autograder mark`, which Ctrl-C then ends."""
    command = [sys.executable, "-m", "autograder", "mark", samples.ASSIGNMENT, "--course", str(course)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        try:
            yield running.stdout.readline().removeprefix("Open ").strip()
        finally:
            running.send_signal(signal.SIGINT)
            assert running.wait(30) == 0
