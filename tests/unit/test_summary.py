"""What `autograder grade` says while it works and when it is done."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from support import tiny_lab

from autograder.checks.check import Outcome, Result, Verdict
from autograder.course.summary import Lines, Summary, close
from autograder.engine.package import Graded
from autograder.grading import assignment as assignments
from autograder.grading.grade import Grade, ungraded


@pytest.fixture
def lab(tmp_path: Path) -> assignments.Assignment:
    tiny_lab.make_course(tmp_path)
    return assignments.load(tmp_path, tiny_lab.NAME)


def verdict(name: str, outcome: Outcome) -> Verdict:
    return Verdict(name, (Result("a", "A", outcome, 1, "the grader could not judge this"),), 4)


def told(*grades: Grade) -> str:
    out = Console(file=io.StringIO(), width=120)
    summary, lines = Summary({"0": "Lovelace, Ada"}), Lines(out, len(grades))
    for number, grade in enumerate(grades):
        graded = Graded(str(number), grade, {}, None)
        summary.add(graded)
        lines.tell(graded, summary)
    close(out, summary, 2)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_what_is_left_to_a_person_is_no_zero(lab: assignments.Assignment) -> None:
    said = told(ungraded(lab, tiny_lab.released(), 1, "it is an HTML page"))
    assert "1 of 1  0: left to a person, " in said
    assert "0 (Lovelace, Ada)" in said
    assert "it is an HTML page" in said
    assert "1 graded in" in said
    assert "1 of them left to a person; 2 had their grade before" in said


def test_what_was_judged_is_counted_without_what_was_not() -> None:
    verdicts = {"one": verdict("one", Outcome.PASSED), "two": verdict("two", Outcome.ERROR)}
    said = told(Grade(1, None, verdicts, undecided=["two"]), Grade(1, None, {"one": verdict("one", Outcome.FAILED)}))
    assert "1 of 2  0: 4 of 4, two left to a person, " in said
    assert "2 of 2  1: 0 of 4, " in said
