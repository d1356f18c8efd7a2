"""Judging costs the grader no more than its limits allow, whatever a check makes of an answer."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from autograder.checks.check import Outcome, Question, check
from autograder.grading import assignment as assignments
from autograder.grading.judging import Judging
from autograder.grading.limited import Ended, Failed, limited
from autograder.kernel.limits import LIMITS, MIB
from autograder.student.fake_student import FakeStudent
from autograder.student.handle import Crashed, TooSlow, Work

ROOT = Path(__file__).parents[2]
SMALL = replace(LIMITS, judging_memory=256 * MIB, judging_seconds=1.0, judging_total=3.0)


def backtracks(grader: Any) -> None:
    """One call that holds the interpreter for hours."""
    re.match(r"(a+)+b", "a" * 60)


def grows(grader: Any) -> None:
    rows = []
    while True:
        rows.append(np.ones(2**20))


def asks_for_too_much(grader: Any) -> None:
    np.ones(2**40)


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (backtracks, "judging this takes more than 1 s"),
        (grows, "judging this takes more than 256 MiB of memory"),
        (asks_for_too_much, "judging this takes more than 256 MiB of memory"),
    ],
)
def test_what_costs_too_much_is_ended_by_the_system(work: Any, said: str) -> None:
    before, others = psutil.Process().memory_info().rss, set(psutil.Process().children())
    with pytest.raises(Ended, match=said):
        limited(work, print, SMALL, 1.0)
    assert psutil.Process().memory_info().rss - before < 64 * MIB
    assert set(psutil.Process().children()) <= others  # other tests' warm kernels


def test_what_is_asked_for_is_answered_by_the_grader() -> None:
    assert limited(lambda grader: grader.ask(3) + grader.ask(4), lambda number: number * 10, LIMITS, 5.0)[0] == 70


def test_a_students_error_comes_as_it_was_raised() -> None:
    def answer(message: Any) -> Any:
        raise TooSlow("it did not finish")

    def work(grader: Any) -> str:
        try:
            grader.ask(1)
        except TooSlow as error:
            return str(error)
        return ""

    assert limited(work, answer, LIMITS, 5.0)[0] == "it did not finish"


def test_a_fault_of_the_graders_is_named() -> None:
    with pytest.raises(Failed, match="ZeroDivisionError"):
        limited(lambda grader: 1 / 0, print, LIMITS, 5.0)
    with pytest.raises(Failed, match=r"PicklingError|AttributeError"):
        limited(lambda grader: lambda: 0, print, LIMITS, 5.0)


def test_whatever_else_the_grader_raises_ends_the_work() -> None:
    def answer(message: Any) -> Any:
        raise KeyboardInterrupt

    others = set(psutil.Process().children())
    with pytest.raises(KeyboardInterrupt):
        limited(lambda grader: grader.ask(1), answer, LIMITS, 5.0)
    assert set(psutil.Process().children()) <= others


@check(weight=1)
def first(student, rng):
    """the first is right"""
    student.call("give")


@check(weight=1)
def second(student, rng):
    """the second cannot be judged"""
    backtracks(student)


@check(weight=1, after=[second])
def third(student, rng):
    """the third needs the second"""


@check(weight=1)
def fourth(student, rng):
    """the fourth is right"""
    student.call("give")


def shared(student, rng):
    return backtracks(student)


@check(weight=1, given=shared)
def fifth(student, rng, answers):
    """the fifth is given what cannot be had"""


@check(weight=1, given=shared)
def sixth(student, rng, answers):
    """the sixth, too"""


class Notebook(FakeStudent):
    def stand_in(self, source, names):
        self.namespace["stood in"] = [*self.namespace.get("stood in", []), *names]


def judging(*questions: Question) -> Judging:
    whole = assignments.load(ROOT, "lab13_rnn")
    known = replace(whole, lab=replace(whole.lab, questions=questions))
    return Judging(Notebook({"give": lambda: 1}, Work()), known, 1, SMALL)


def test_a_check_that_costs_too_much_fails_and_the_others_are_judged() -> None:
    judged = judging()
    judged.question(Question("windows", (first, second, third, fourth), stand_ins=("make_windows",)))
    verdict = judged.verdicts["windows"]
    assert [(result.name, result.outcome) for result in verdict.results] == [
        ("first", Outcome.PASSED),
        ("second", Outcome.FAILED),
        ("third", Outcome.SKIPPED),
        ("fourth", Outcome.PASSED),
    ]
    assert verdict.results[1].message == "judging this takes more than 1 s"
    assert judged.student.namespace["stood in"] == ["make_windows"]
    assert [one.check for section in judged.sections for one in section.exchanges] == ["first", "fourth"]


def test_answers_that_cost_too_much_are_asked_for_once() -> None:
    judged = judging()
    judged.question(Question("windows", (fifth, sixth, fourth)))
    outcomes = [result.outcome for result in judged.verdicts["windows"].results]
    assert outcomes == [Outcome.FAILED, Outcome.SKIPPED, Outcome.PASSED]


def test_all_of_a_submission_together_has_its_limit() -> None:
    judged = judging()
    for name in ("windows", "rnn_step", "forward", "train"):
        judged.question(Question(name, (second,)))
    messages = [verdict.results[0].message for verdict in judged.verdicts.values()]
    assert messages == ["judging this takes more than 1 s"] * 3 + ["judging this submission takes more than 3 s"]


def test_a_kernel_that_ends_is_told_as_before() -> None:
    judged = judging()

    def reply(asked, seconds):
        raise Crashed("give(): the kernel ended itself")

    judged.student.reply = reply
    judged.question(Question("windows", (first,)))
    result = judged.verdicts["windows"].results[0]
    assert (result.outcome, result.message) == (Outcome.FAILED, "give(): the kernel ended itself")
