"""Checks, questions and outcomes. A check judges one property and says what it saw.

CheckFailed is how a check says no; StudentError (no usable answer) counts as no as well. Any other exception is the
grader's own fault: an ERROR, which is never a zero.
"""

import traceback
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np

from autograder.student.handle import Crashed, Student, StudentError

# Takes a student, a generator and, if it is `given` an earlier check, what that one's function returned.
CheckFunction: TypeAlias = Callable[..., Any]


class CheckFailed(Exception):
    """The answer breaks the property; `rationale` says what was seen, `help` what to look at."""

    def __init__(self, rationale: str, help: str = "") -> None:
        super().__init__(rationale)
        self.rationale = rationale
        self.help = help


class Outcome(StrEnum):
    PASSED = "PASSED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    ERROR = "ERROR"


@dataclass(frozen=True)
class Check:
    """One property. `after` names checks of the same question without which it cannot be judged.

    `given` is the one of them whose answers it judges too, so that they need not be asked for twice.
    """

    name: str
    title: str
    weight: float
    function: CheckFunction
    after: tuple[str, ...]
    given: str | None = None


@dataclass(frozen=True)
class Question:
    """The checks of one grade id, and the functions that a stand-in replaces once the question is judged wrong."""

    grade_id: str
    checks: tuple[Check, ...]
    stand_ins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What became of one check; plain data, as it stands in reports."""

    name: str
    title: str
    outcome: Outcome
    weight: float
    message: str = ""
    help: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"outcome": self.outcome.value}


@dataclass(frozen=True)
class Verdict:
    """The results of one question. `score` is None when an ERROR leaves the question to a person."""

    grade_id: str
    results: tuple[Result, ...]
    max_score: float
    notes: tuple[str, ...] = field(default=())

    @property
    def has_error(self) -> bool:
        return any(result.outcome is Outcome.ERROR for result in self.results)

    @property
    def has_failure(self) -> bool:
        return any(result.outcome is not Outcome.PASSED for result in self.results)

    @property
    def earned(self) -> float:
        """Points of the checks that passed, rounded to hundredths."""
        passed = sum(result.weight for result in self.results if result.outcome is Outcome.PASSED)
        return round(self.max_score * passed / sum(result.weight for result in self.results), 2)

    @property
    def score(self) -> float | None:
        return None if self.has_error else self.earned


def check(weight: float, after: Sequence[Check] = (), given: Check | None = None) -> Callable[[CheckFunction], Check]:
    """Makes a function a check; its docstring is the title a student reads, its weight is within its question."""

    def make(function: CheckFunction) -> Check:
        title = (function.__doc__ or "").strip()
        names = tuple(earlier.name for earlier in (*after, *([given] if given else ())))
        return Check(function.__name__, title, weight, function, names, given.name if given else None)

    return make


def judge(question: Question, student: Student, seed: int, max_score: float) -> Verdict:
    """Runs the question's checks in order. Never raises for anything the submission does."""
    results: dict[str, Result] = {}
    found: dict[str, Any] = {}
    for one in question.checks:
        broken = [name for name in one.after if results[name].outcome is not Outcome.PASSED]
        if broken:
            message = f"not judged: it needs “{results[broken[0]].title}” first"
            results[one.name] = Result(one.name, one.title, Outcome.SKIPPED, one.weight, message)
        else:
            given = (found[one.given],) if one.given else ()
            rng = random_generator(seed, question.grade_id, one.name)
            results[one.name], found[one.name] = _run(one, student, rng, given)
    return Verdict(question.grade_id, tuple(results.values()), max_score)


def random_generator(seed: int, *names: str) -> np.random.Generator:
    """A generator of its own for each check, so that adding a check changes no other check's draws."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def _run(one: Check, student: Student, rng: np.random.Generator, given: tuple[Any, ...]) -> tuple[Result, Any]:
    """What became of the check, and what its function returned."""
    outcome, message, help, found = Outcome.FAILED, "", "", None
    try:
        found = one.function(student, rng, *given)
        outcome = Outcome.PASSED
    except CheckFailed as failure:
        message, help = failure.rationale, failure.help
    except Crashed as crash:
        message, help = str(crash), "Run the call in a fresh kernel."
    except StudentError as error:
        message = str(error)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        outcome = Outcome.ERROR
        message = f"the grader could not judge this ({type(error).__name__} at {where.name}); a person will"
    return Result(one.name, one.title, outcome, one.weight, message, help), found
