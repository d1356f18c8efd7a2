"""Outcomes, weights and seeds: what happens around a check."""

import numpy as np
import pytest

from autograder.checks.check import CheckFailed, Outcome, Question, check, judge, random_generator
from autograder.student.fake_student import FakeStudent


@check(weight=3)
def right(student, rng):
    """something right"""
    assert student.call("double", 4) == 8


@check(weight=1)
def wrong(student, rng):
    """something wrong"""
    raise CheckFailed("got 7", help="look again")


@check(weight=1, after=[wrong])
def dependent(student, rng):
    """something that needs the wrong one"""
    raise AssertionError("must not be judged")


@check(weight=1)
def broken(student, rng):
    """a check with a fault of its own"""
    raise KeyError("oops")


@check(weight=1)
def raising(student, rng):
    """something that raises"""
    student.call("explode")


@pytest.fixture
def student():
    def explode():
        raise RuntimeError("boom")

    def leave():
        raise SystemExit(3)

    return FakeStudent({"double": lambda x: 2 * x, "explode": explode, "leave": leave})


@check(weight=2)
def finding(student, rng):
    """something that is found"""
    return student.call("double", 21)


@check(weight=1, given=finding)
def judging_it_too(student, rng, found):
    """something else about what was found"""
    if found != 42:
        raise CheckFailed(f"found {found}")


def verdict(student, *checks, max_score=10.0):
    return judge(Question("q", checks), student, 5, max_score)


def test_points_follow_the_weights(student):
    assert verdict(student, right, wrong).score == 7.5
    assert verdict(student, right).score == 10
    assert verdict(student, wrong).score == 0


def test_a_failure_says_what_was_seen_and_gives_its_hint(student):
    (result,) = verdict(student, wrong).results
    assert (result.outcome, result.message, result.help) == (Outcome.FAILED, "got 7", "look again")
    assert result.title == "something wrong"


def test_a_dependent_check_is_skipped_and_names_what_it_needs(student):
    _, result = verdict(student, wrong, dependent).results
    assert result.outcome is Outcome.SKIPPED
    assert "something wrong" in result.message


def test_a_check_may_judge_what_another_one_found(student):
    assert verdict(student, finding, judging_it_too).score == 10
    found, given = verdict(FakeStudent({"double": lambda x: x}), finding, judging_it_too).results
    assert (found.outcome, given.outcome, given.message) == (Outcome.PASSED, Outcome.FAILED, "found 21")
    found, given = verdict(FakeStudent({}), finding, judging_it_too).results
    assert (found.outcome, given.outcome) == (Outcome.FAILED, Outcome.SKIPPED)


def test_the_graders_own_fault_is_no_zero(student):
    found = verdict(student, right, broken)
    assert found.results[1].outcome is Outcome.ERROR
    assert found.score is None
    assert found.earned == 7.5


def test_what_the_students_code_raises_is_a_failure(student):
    (result,) = verdict(student, raising).results
    assert result.outcome is Outcome.FAILED
    assert result.message == "explode() raised RuntimeError: boom"


def test_leaving_is_a_failure_like_any_other(student):
    @check(weight=1)
    def leaving(student, rng):
        """leaves"""
        student.call("leave")

    assert verdict(student, leaving).results[0].message == "leave() raised SystemExit: 3"


def test_each_check_draws_from_a_generator_of_its_own():
    first = random_generator(7, "question", "check").integers(1 << 60)
    assert first == random_generator(7, "question", "check").integers(1 << 60)
    others = [
        random_generator(*names).integers(1 << 60) for names in ((8, "question", "check"), (7, "question", "other"))
    ]
    assert first not in others
    assert isinstance(first, np.integer)
