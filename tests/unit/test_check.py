"""Outcomes, weights and seeds: what happens around a check."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.checks.check import CannotJudge, CheckFailed, Outcome, Question, check, judge, random_generator
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


def doubled(student, rng):
    return student.call("double", 21)


@check(weight=2, given=doubled)
def is_there(student, rng, found):
    """something that was asked for"""


@check(weight=1, given=doubled)
def judging_it_too(student, rng, found):
    """something else about what was asked for"""
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


def test_several_checks_judge_what_is_asked_once(student):
    assert verdict(student, is_there, judging_it_too).score == 10
    there, judged = verdict(FakeStudent({"double": lambda x: x}), is_there, judging_it_too).results
    assert (there.outcome, judged.outcome, judged.message) == (Outcome.PASSED, Outcome.FAILED, "found 21")
    asked = []
    student.namespace["double"] = lambda x: asked.append(x) or 42
    assert verdict(student, is_there, judging_it_too).score == 10
    assert asked == [21]


def test_where_no_answer_comes_the_first_that_asks_says_why(student):
    there, judged = verdict(FakeStudent({}), is_there, judging_it_too).results
    assert (there.outcome, there.message) == (Outcome.FAILED, "double is not defined")
    assert (judged.outcome, judged.message) == (
        Outcome.SKIPPED,
        "not judged: “something that was asked for” must pass first",
    )


def test_what_cannot_be_judged_is_skipped_and_says_why(student):
    @check(weight=1)
    def hopeless(student, rng):
        """something that is not there"""
        raise CannotJudge("there is nothing")

    (result,) = verdict(student, hopeless).results
    assert (result.outcome, result.message) == (Outcome.SKIPPED, "not judged: there is nothing")


def test_points_come_in_quarters(student):
    assert verdict(student, right, wrong, raising, max_score=18).score == 10.75  # three fifths are 10.8


@pytest.mark.parametrize("points", [1, 5, 7.5, 18])
def test_the_shares_of_checks_come_in_quarters_and_add_up(student, points):
    found = verdict(student, right, wrong, raising, max_score=points)
    assert sum(found.shares) == points
    assert all(4 * share == int(4 * share) for share in found.shares)
    assert found.earned == found.shares[0]


def test_a_function_judged_wrong_gets_its_stand_in_before_those_of_others(student):
    called = []

    def of(name, passes):
        @check(weight=1, of=name)
        def one(student, rng):
            """something about one function"""
            called.append(f"check of {name}")
            if not passes:
                raise CheckFailed("wrong")

        return replace(one, name=f"{name}{len(called)}{passes}")

    checks = (of("a", False), replace(of("a", False), name="again"), of("b", True))
    judge(Question("q", checks), student, 5, 10, called.append)
    assert called == ["check of a", "check of a", "a", "check of b"]


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
