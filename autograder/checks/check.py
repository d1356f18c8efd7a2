"""Checks, questions and outcomes. A check judges one property and says what it saw.

CheckFailed is how a check says no; StudentError (no usable answer) counts as no as well. Any other exception is the
grader's own fault: an ERROR, which is never a zero.
"""

import itertools
import logging
import traceback
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np

from autograder.kernel.text import shortened
from autograder.student.handle import Crashed, Student, StudentError

log = logging.getLogger(__name__)
MAX_FAULT = 4000  # characters of a traceback
# Takes a student, a generator and, if it is `given` answers, these.
CheckFunction: TypeAlias = Callable[..., Any]
# Takes a student and a generator, and returns answers that several checks judge.
AskFunction: TypeAlias = Callable[[Student, np.random.Generator], Any]


class CheckFailed(Exception):
    """The answer breaks the property; `rationale` says what was seen, `help` what to look at."""

    def __init__(self, rationale: str, help: str = "") -> None:
        super().__init__(rationale)
        self.rationale = rationale
        self.help = help


class CannotJudge(Exception):
    """What came leaves nothing that this check could judge; the reason reads on from "not judged: "."""


class Outcome(StrEnum):
    PASSED = "PASSED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    ERROR = "ERROR"


@dataclass(frozen=True)
class Check:
    """One property. `after` names checks of the same question without which it cannot be judged.

    `given` asks for the answers that it judges, once for all checks that are given them. `of` names the one function
    of the question that it is about: once it is judged wrong, the checks of the others go on with the lab's own.
    """

    name: str
    title: str
    weight: float
    function: CheckFunction
    after: tuple[str, ...]
    given: AskFunction | None = None
    of: str = ""


@dataclass(frozen=True)
class Taken:
    """What is decided about a locked cell before it runs.

    `before` and `after` run around the cell's own source. `note` tells of it beside the verdict, and `shown` is put
    below what the cell prints. Checks that are `given` the shortcut's function find in `found` what it saw.
    """

    before: str = ""
    after: str = ""
    note: str = ""
    shown: str = ""
    found: Any = None


@dataclass(frozen=True)
class Shortcut:
    """A way around the locked `cell`, which takes long; `function(student, rng)` returns what is `Taken`."""

    cell: str
    function: Callable[[Student, np.random.Generator], Taken]


@dataclass(frozen=True)
class Question:
    """The checks of one grade id, and the functions that a stand-in replaces once the question is judged wrong."""

    grade_id: str
    checks: tuple[Check, ...]
    stand_ins: tuple[str, ...] = ()
    shortcut: Shortcut | None = None


@dataclass(frozen=True)
class Result:
    """The result of one check, as plain data. `fault` is the traceback of an ERROR, for those who mend the grader."""

    name: str
    title: str
    outcome: Outcome
    weight: float
    message: str = ""
    help: str = ""
    fault: str = field(default="", compare=False)

    def as_dict(self) -> dict[str, Any]:
        """The result for reports, which do not hold the traceback."""
        shown = asdict(self) | {"outcome": self.outcome.value}
        del shown["fault"]
        return shown


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
    def shares(self) -> tuple[float, ...]:
        """What each check is worth, in quarters of a point; together they are the points of the question."""
        weights = [result.weight for result in self.results]
        ends = [round(4 * self.max_score * end / sum(weights)) / 4 for end in itertools.accumulate(weights)]
        ends[-1] = self.max_score
        return tuple(end - start for start, end in zip([0.0, *ends], ends, strict=False))

    @property
    def earned(self) -> float:
        """Points of the checks that passed."""
        pairs = zip(self.results, self.shares, strict=True)
        return sum(share for result, share in pairs if result.outcome is Outcome.PASSED)

    @property
    def score(self) -> float | None:
        return None if self.has_error else self.earned


@dataclass
class Progress:
    """How far the judging of a question is. Another process can go on from here.

    `asked` maps each function that asks for answers, and did not get them, to the title of the check that called it.
    `running` is the name of the check at work.
    """

    results: dict[str, Result] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    running: str = ""

    def fail(self, question: Question, reason: str) -> None:
        """The check at work is failed for `reason`."""
        self._end(question, Outcome.FAILED, reason)

    def give_up(self, question: Question, reason: str) -> None:
        """The check at work is left to a person for `reason`."""
        self._end(question, Outcome.ERROR, f"the grader could not judge this ({reason}); a person will")

    def verdict(self, question: Question, points: float) -> Verdict:
        """Once every check has a result."""
        return Verdict(question.grade_id, tuple(self.results[one.name] for one in question.checks), points)

    def _end(self, question: Question, outcome: Outcome, message: str) -> None:
        waiting = [one for one in question.checks if one.name not in self.results]
        one = next((one for one in waiting if one.name == self.running), waiting[0])
        self.results[one.name] = Result(one.name, one.title, outcome, one.weight, message)


Tell: TypeAlias = Callable[[Progress], Any]


def check(
    weight: float, after: Sequence[Check] = (), given: AskFunction | None = None, of: str = ""
) -> Callable[[CheckFunction], Check]:
    """Makes a function a check; its docstring is the title a student reads, its weight is within its question."""

    def make(function: CheckFunction) -> Check:
        title = (function.__doc__ or "").strip()
        return Check(function.__name__, title, weight, function, tuple(earlier.name for earlier in after), given, of)

    return make


class _Answers:
    """What checks of a question are given. Each answer is asked for once, by the first check that needs it."""

    def __init__(self, question: Question, seed: int, taken: Taken | None, progress: Progress, tell: Tell) -> None:
        self._question = question
        self._seed = seed
        self._progress = progress
        self._tell = tell
        self._known: dict[str, Any] = {}  # by the name of the function that asks for it
        if taken and question.shortcut:
            self._known[question.shortcut.function.__name__] = taken

    def given_to(self, one: Check, student: Student) -> tuple[Any, ...]:
        if one.given is None:
            return ()
        name = one.given.__name__
        if name not in self._known:
            self._progress.asked[name] = one.title
            self._tell(self._progress)
            self._known[name] = one.given(student, random_generator(self._seed, self._question.grade_id, name))
            del self._progress.asked[name]
            self._tell(self._progress)
        return (self._known[name],)


def judge(
    question: Question,
    student: Student,
    seed: int,
    max_score: float,
    stand_in: Callable[[str], None] = lambda name: None,
    taken: Taken | None = None,
    progress: Progress | None = None,
    tell: Tell = lambda progress: None,
) -> Verdict:
    """Runs the question's checks in order. Never raises for anything the submission does.

    `stand_in` is called with a function that checks are `of`, once one of them has not passed and all are through.
    `taken` is what the question's shortcut decided, where that was asked before. `progress` is what was judged before,
    and `tell` is called with it before each check.
    """
    progress = progress or Progress()
    answers = _Answers(question, seed, taken, progress, tell)
    results = progress.results
    wrong: list[str] = []
    for one in question.checks:
        while wrong and wrong[0] != one.of:
            stand_in(wrong.pop(0))
        if one.name in results:
            if one.of and one.of not in wrong and results[one.name].outcome in (Outcome.FAILED, Outcome.ERROR):
                wrong.append(one.of)
            continue
        if needed := _needed(one, progress):
            message = f"not judged: “{needed[0]}” must pass first"
            results[one.name] = Result(one.name, one.title, Outcome.SKIPPED, one.weight, message)
            continue
        progress.running = one.name
        tell(progress)
        rng = random_generator(seed, question.grade_id, one.name)
        results[one.name] = _run(one, student.asked_by(one.name), rng, answers)
        if one.of and one.of not in wrong and results[one.name].outcome is not Outcome.PASSED:
            wrong.append(one.of)
    return progress.verdict(question, max_score)


def _needed(one: Check, progress: Progress) -> list[str]:
    """The titles of the checks without which this one cannot be judged, and which have not passed."""
    needed = [progress.results[name].title for name in one.after if progress.results[name].outcome != Outcome.PASSED]
    asked_in_vain = progress.asked.get(one.given.__name__) if one.given else None
    return [*needed, asked_in_vain] if asked_in_vain else needed


def take(question: Question, student: Student, seed: int) -> Taken:
    """What the question's shortcut decides. Raises whatever its function does."""
    assert question.shortcut
    rng = random_generator(seed, question.grade_id, question.shortcut.function.__name__)
    return question.shortcut.function(student, rng)


def random_generator(seed: int, *names: str) -> np.random.Generator:
    """A generator of its own for each check, so that adding a check changes no other check's draws."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def _run(one: Check, student: Student, rng: np.random.Generator, answers: _Answers) -> Result:
    """What became of the check."""
    outcome, message, help, fault = Outcome.FAILED, "", "", ""
    try:
        one.function(student, rng, *answers.given_to(one, student))
        outcome = Outcome.PASSED
    except CheckFailed as failure:
        message, help = failure.rationale, failure.help
    except CannotJudge as reason:
        outcome, message = Outcome.SKIPPED, f"not judged: {reason}"
    except Crashed as crash:
        message, help = str(crash), "Run the call in a fresh kernel."
    except StudentError as error:
        message = str(error)
    except MemoryError:
        message = "judging this takes more memory than is available"
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        outcome = Outcome.ERROR
        message = f"the grader could not judge this ({type(error).__name__} at {where.name}); a person will"
        fault = shortened(traceback.format_exc(), MAX_FAULT)
        log.debug("the check %s could not judge", one.name, exc_info=True)
    return Result(one.name, one.title, outcome, one.weight, message, help, fault)
