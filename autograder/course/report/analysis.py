"""The class in figures: every question and check as an item, the totals, and what to do about them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograder.checks.check import Check, Outcome, Result
from autograder.course.report.findings import main_cause, most_frequent
from autograder.course.report.items import Groups, Item, Reliability, Scores, fifths, item, reliability
from autograder.course.report.people import Person
from autograder.grading.assignment import Assignment
from autograder.grading.reports.words import points


@dataclass(frozen=True)
class CheckReport:
    """One check over the class. `skipped` students had failed a check that it depends on."""

    name: str
    title: str
    item: Item
    skipped: int
    findings: list[tuple[str, int]]


@dataclass(frozen=True)
class QuestionReport:
    """One question over the class; `waiting` students have no score for it yet."""

    name: str
    is_written: bool
    item: Item
    waiting: int
    checks: list[CheckReport]
    sentence: str


@dataclass(frozen=True)
class Analysis:
    """`totals` (n,) sum the questions `counted`, for students with a score in each, before late penalties."""

    counted: tuple[str, ...]
    maximum: float
    totals: Scores
    questions: list[QuestionReport]
    reliability: Reliability | None
    seconds: Scores

    @property
    def is_whole(self) -> bool:
        return len(self.counted) == len(self.questions)


def analyse(assignment: Assignment, people: Sequence[Person]) -> Analysis:
    """The class in figures, of everybody who has handed in."""
    names = assignment.graded
    scores = _scores(people, names)
    counted = _counted(scores, names, assignment.answers)
    chosen = np.isin(names, counted)
    totals = scores[:, chosen].sum(axis=1)
    groups = fifths(totals)
    questions = [
        _question(assignment, name, people, scores[:, i], totals, groups, bool(chosen[i]))
        for i, name in enumerate(names)
    ]
    return Analysis(
        counted=tuple(counted),
        maximum=sum(assignment.points(name) for name in counted),
        totals=totals[~np.isnan(totals)],
        questions=questions,
        reliability=reliability(scores[:, chosen]),
        seconds=np.array([one.seconds for one in people if one.seconds is not None]),
    )


def _scores(people: Sequence[Person], names: Sequence[str]) -> Scores:
    """Points (students, questions), nan where a student has none."""
    rows = [[one.standing.marks.get(name) for name in names] for one in people]
    return np.array(rows, dtype=np.float64).reshape(len(people), len(names))  # None becomes nan


def _counted(scores: Scores, names: Sequence[str], answers: Sequence[str]) -> list[str]:
    """The questions that make the total: all, or without the written answers while most people wait for marks there."""
    automatic = [name for name in names if name not in answers]
    handed_in = ~np.isnan(scores[:, np.isin(names, automatic)]).any(axis=1)
    whole = ~np.isnan(scores).any(axis=1)
    return list(names) if 2 * whole.sum() >= handed_in.sum() > 0 else automatic


def _question(
    assignment: Assignment,
    name: str,
    people: Sequence[Person],
    scores: Scores,
    totals: Scores,
    groups: Groups,
    is_counted: bool,
) -> QuestionReport:
    rest = totals - scores if is_counted else totals
    about = item(scores, assignment.points(name), rest, groups)
    checks = next((question.checks for question in assignment.questions if question.grade_id == name), ())
    reports = _checks(checks, name, people, assignment.points(name), rest, groups)
    waiting = sum(name in one.standing.marks and one.standing.marks[name] is None for one in people)
    is_written = name in assignment.answers
    return QuestionReport(name, is_written, about, waiting, reports, _sentence(name, about, waiting, people, scores))


def _checks(
    checks: Sequence[Check], name: str, people: Sequence[Person], worth: float, rest: Scores, groups: Groups
) -> list[CheckReport]:
    """Each check as an item: it is worth its share of the question's points, and 0 if it was not passed."""
    results = [_results(one, name) for one in people]
    weight = sum(one.weight for one in checks)
    shares = {one.name: worth * one.weight / weight for one in checks}
    earned = {
        one.name: np.array([_earned(found.get(one.name), shares[one.name]) for found in results]) for one in checks
    }
    whole = sum(earned.values(), start=np.zeros(len(people)))
    reports = []
    for one in checks:
        found = [each[one.name] for each in results if one.name in each]
        about = item(earned[one.name], shares[one.name], rest + whole - earned[one.name], groups)
        skipped = sum(each.outcome is Outcome.SKIPPED for each in found)
        reports.append(CheckReport(one.name, one.title, about, skipped, most_frequent(found)))
    return reports


def _results(person: Person, question: str) -> dict[str, Result]:
    verdict = (person.verdicts or {}).get(question)
    return {one.name: one for one in verdict.results} if verdict else {}


def _earned(result: Result | None, share: float) -> float:
    if result is None or result.outcome is Outcome.ERROR:
        return np.nan
    return share if result.outcome is Outcome.PASSED else 0.0


def _sentence(name: str, about: Item, waiting: int, people: Sequence[Person], scores: Scores) -> str:
    """What a teacher can act on, in sentences."""
    wait = f" {waiting} {'waits' if waiting == 1 else 'wait'} for a person." if waiting else ""
    if about.mean is None:
        return f"Nobody has a score on `{name}` yet.{wait}"
    lost = scores < about.points
    count = int(lost.sum())
    if not count:
        return f"Nobody lost a point on `{name}` ({about.n} have a score).{wait}"
    said = f"{count} of {about.n} lost points on `{name}`"
    verdicts = [(one.verdicts or {}).get(name) for one, less in zip(people, lost, strict=True) if less]
    cause = main_cause(verdict for verdict in verdicts if verdict)
    if cause is None:
        return f"{said}; the mean is {about.mean:.1f} of {points(about.points)}.{wait}"
    title, text, same = cause
    return f"{said}, {same} of them because the check “{title}” found: {text}.{_warning(about)}{wait}"


def _warning(about: Item) -> str:
    if about.discrimination is None or about.discrimination >= 0:
        return ""
    return " Who did well elsewhere did worse here: look at the question itself."
