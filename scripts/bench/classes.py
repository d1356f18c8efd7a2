"""A class of any size without running anything: verdicts and answers drawn at random, written as grading writes them.

What fails together in it has a cause, as in a real class: each student has an ability, each check a difficulty, and a
check that needs another is skipped behind it. Findings are those of the corpus of wrong submissions, with numbers in
them that differ; what students wrote are the corpora's cells.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from nbgrader import api
from support import loader

from autograder.checks.check import Check, Outcome, Question, Result, Verdict
from autograder.engine.package import Graded
from autograder.gradebook.course import Course
from autograder.grading.assignment import Assignment
from autograder.grading.evidence.file import file_name, pack
from autograder.grading.evidence.record import Evidence
from autograder.grading.grade import Grade, ungraded
from autograder.grading.judging import GRADER_NOTE
from autograder.student.recording import Section

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = 0.01  # of the class handed in what nobody can grade


def write(course: Course, students: int, seed: int, sections: Sequence[Section] = ()) -> None:
    """Puts the grades of so many students into the gradebook, in one go, and evidence where grading puts it."""
    database, name = course.gradebook.db, course.assignment.name
    assignment = course.gradebook.find_assignment(name)
    (notebook,) = assignment.notebooks
    graded = drawn(course.assignment, students, seed, sections)
    database.add_all(api.Student(id=one.student) for one in graded)
    database.flush()
    for one in graded:
        submitted = api.SubmittedAssignment(assignment=assignment, student_id=one.student)
        handed_in = api.SubmittedNotebook(assignment=submitted, notebook=notebook)
        database.add(submitted)
        for cell in notebook.grade_cells:
            verdict = one.grade.verdicts.get(cell.name)
            score, waits = (verdict.score, verdict.has_error) if verdict else (None, True)
            database.add(api.Grade(cell=cell, notebook=handed_in, auto_score=score, needs_manual_grade=waits))
        for cell in notebook.solution_cells:
            said = one.grade.comments.get(cell.name)
            database.add(api.Comment(cell=cell, notebook=handed_in, auto_comment=said))
        folder = course.autograded(one.student)
        folder.mkdir(parents=True)
        if one.evidence:
            (folder / file_name(name)).write_bytes(one.evidence)
    database.commit()


def drawn(assignment: Assignment, students: int, seed: int, sections: Sequence[Section] = ()) -> list[Graded]:
    """Grades of students 0000, 0001 and so on."""
    rng = np.random.default_rng(seed)
    harder = {(q.grade_id, one.name): rng.normal(-1.2, 0.7) for q in assignment.questions for one in q.checks}
    found, written = _findings(), _written(assignment)
    grades = []
    for number in range(students):
        ability = rng.normal()
        if rng.random() < LEFT_OUT:
            grade = ungraded(assignment, None, 0, "the submitted file could not be graded: it is an HTML page")
            grades.append(_graded(number, grade, None))
            continue
        verdicts = {q.grade_id: _verdict(q, assignment, ability, harder, found, rng) for q in assignment.questions}
        cells = {name: ways[rng.integers(len(ways))] for name, ways in written.items()}
        comments = {name: f"{GRADER_NOTE} {len(cells[name].split())} words" for name in assignment.answers}
        evidence = Evidence(
            *(assignment.name, number, {}, {}, "", "", cells, {}, tuple(sections), verdicts, comments),
            milliseconds=round(1000 * rng.gamma(20, 0.9)),
        )
        grades.append(_graded(number, Grade(number, None, verdicts, comments=comments), pack(evidence)))
    return grades


def _graded(number: int, grade: Grade, evidence: bytes | None) -> Graded:
    return Graded(f"student_{number:04}", grade, evidence=evidence)


def _verdict(
    question: Question,
    assignment: Assignment,
    ability: float,
    harder: dict[tuple[str, str], float],
    found: dict[str, list[str]],
    rng: np.random.Generator,
) -> Verdict:
    results: dict[str, Result] = {}
    for one in question.checks:
        needed = [name for name in one.after if results[name].outcome is not Outcome.PASSED]
        passed = ability + rng.logistic(scale=0.5) > harder[question.grade_id, one.name]
        results[one.name] = _result(one, question.grade_id, bool(needed), passed, found, rng)
    return Verdict(question.grade_id, tuple(results.values()), assignment.points(question.grade_id))


def _result(
    one: Check, question: str, skipped: bool, passed: bool, found: dict[str, list[str]], rng: np.random.Generator
) -> Result:
    if skipped:
        return Result(one.name, one.title, Outcome.SKIPPED, one.weight, "not judged: another check must pass first")
    if passed:
        return Result(one.name, one.title, Outcome.PASSED, one.weight)
    ways = found.get(f"{question}.{one.name}", ["the answer is not what it should be"])
    said = ways[min(rng.geometric(0.6) - 1, len(ways) - 1)]
    message = f"{said} (T = {rng.integers(2, 30)}, at {rng.integers(9)}, {rng.integers(9)})"
    return Result(one.name, one.title, Outcome.FAILED, one.weight, message, "Look at the loop.")


def _findings() -> dict[str, list[str]]:
    """By question.check, what the grader says of the corpus's mistakes."""
    found = defaultdict(list)
    for entry in loader.corpus("wrong"):
        for name in entry.fails:
            found[name].append(entry.says or "the answer is not what it should be")
    return {name: list(dict.fromkeys(said)) for name, said in found.items()}


def _written(assignment: Assignment) -> dict[str, list[str]]:
    """By grade id, the ways in which the corpora fill in a cell."""
    ways = {
        name: [str(cell.source)] for name, cell in assignment.source_cells.items() if not assignment.is_locked(name)
    }
    for entry in (*loader.corpus("correct"), *loader.corpus("wrong")):
        for name in ways.keys() & entry.replaced.keys():
            ways[name].append(entry.replaced[name])
    return ways
