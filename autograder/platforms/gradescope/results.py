"""A grade as Gradescope's results.json, whose fields its specification names (gradescope-autograders.readthedocs.io).

It holds a score only if all of it is certain. Without one Gradescope shows none, and a person sets it.
"""

from collections.abc import Iterator
from typing import Any

from autograder.checks.check import Outcome, Result
from autograder.grading.assignment import Assignment
from autograder.grading.grade import Grade
from autograder.grading.reports.words import SIGNS, points

FOR_A_PERSON = "A person will mark this."


def results(assignment: Assignment, grade: Grade, seconds: float) -> dict[str, Any]:
    """The file's content: one test for each check, then one for each written answer; `seconds` is what grading took."""
    waiting = [name for name, verdict in grade.verdicts.items() if verdict.score is None]
    if grade.problem or waiting:
        return _left_to_a_person(assignment, grade, waiting)
    return {
        "score": round(sum(verdict.earned for verdict in grade.verdicts.values()), 2),
        "execution_time": round(seconds, 1),
        "output": "\n".join([*grade.notes, *_noted(grade), grade.circumstances]),
        "test_output_format": "text",
        "test_name_format": "text",
        "tests": [*_of_checks(assignment, grade, scored=True), *_of_answers(assignment)],
        "extra_data": {"seed": grade.seed},
    }


def _noted(grade: Grade) -> Iterator[str]:
    """What is to be said of a question as a whole: where the lab's own function took the place of the student's."""
    return (f"{name}: {note}" for name, verdict in grade.verdicts.items() for note in verdict.notes)


def without_score(reason: str, tests: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The file if the grader is at fault or nothing could be judged: it gives no score, not even 0."""
    said = f"This was not graded automatically: {reason}. No points are lost by that; a person sets the score."
    return {"output": said, "test_output_format": "text", "test_name_format": "text", "tests": tests or []}


def _left_to_a_person(assignment: Assignment, grade: Grade, waiting: list[str]) -> dict[str, Any]:
    if grade.problem:
        return without_score(grade.problem)
    certain = sum(verdict.score or 0 for verdict in grade.verdicts.values())
    reason = f"the grader could not judge {', '.join(waiting)}; the other questions give {points(certain)} points"
    tests = [*_of_checks(assignment, grade, scored=False), *_of_answers(assignment)]
    return without_score(reason, tests) | {"extra_data": {"seed": grade.seed}}


def _of_checks(assignment: Assignment, grade: Grade, scored: bool) -> list[dict[str, Any]]:
    numbers = {name: number for number, name in enumerate(assignment.graded, 1)}
    return [
        _of_a_check(f"{numbers[name]}.{place}", name, result, share if scored else None)
        for name, verdict in grade.verdicts.items()
        for place, (result, share) in enumerate(zip(verdict.results, verdict.shares, strict=True), 1)
    ]


def _of_a_check(number: str, question: str, result: Result, share: float | None) -> dict[str, Any]:
    test: dict[str, Any] = {
        "number": number,
        "name": f"{question}: {result.title}",
        "output": "\n".join(filter(None, [f"{SIGNS[result.outcome]} {result.outcome}", result.message, result.help])),
    }
    if result.outcome is Outcome.ERROR:
        return test | {"output": f"{test['output']}\n{FOR_A_PERSON}"}
    passed = result.outcome is Outcome.PASSED
    test["status"] = "passed" if passed else "failed"
    if share is not None:
        test |= {"score": share if passed else 0.0, "max_score": share}
    return test


def _of_answers(assignment: Assignment) -> list[dict[str, Any]]:
    return [
        {
            "number": str(number),
            "name": f"{name}: {points(assignment.points(name))} points",
            "output": FOR_A_PERSON,
        }
        for number, name in enumerate(assignment.graded, 1)
        if name in assignment.answers
    ]
