"""Whatever an answer is, a conversion gives something to compare or says FAILED."""

import numpy as np
import pytest

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Outcome, Question, check, judge
from autograder.kernel.wire import Axes, Figure, Opaque
from autograder.student.fake_student import FakeStudent

EMPTY = np.empty((2**40, 0))  # as if the wire had let it through
HOSTILE = [
    EMPTY,
    np.empty((0, 2**40)),
    [EMPTY, EMPTY],
    {"a": EMPTY},
    [np.zeros((2, 3)), np.zeros((3, 2))],
    [[1], [[2]]],
    10**400,
    [10**400],
    -(10**400),
    np.full(3, np.nan),
    np.array(["a"]),
    Opaque("x"),
    Figure([Axes("", "", [EMPTY])]),
    object(),
]
WIDE = ",".join("a" * 32_750)
CONVERSIONS = {
    "array": lambda value: expect.array(value, "it"),
    "array of a shape": lambda value: expect.array(value, "it", (2, 3)),
    "integers": lambda value: expect.integers(value, "it"),
    "number": lambda value: expect.number(value, "it"),
    "string": lambda value: expect.string(value, "it"),
    "items": lambda value: expect.items(value, "it"),
    "sequence": lambda value: expect.sequence(value, 2, "it"),
    "fitted": lambda value: expect.fitted(value, (2, 3)),
    "close": lambda value: expect.close(value, np.zeros((2, 3)), "it"),
    "csv": lambda value: expect.csv_rows(value, "it"),
    "unchanged": lambda value: expect.unchanged([np.zeros(3)], [value], ["x"], "it"),
}


@pytest.mark.parametrize("name", CONVERSIONS)
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_answer_makes_a_conversion_raise_anything_but_failed(name, number):
    said = "nothing"
    try:
        CONVERSIONS[name](HOSTILE[number])
    except CheckFailed as failure:
        said = failure.rationale
    assert 0 < len(said) < 500


def test_what_a_conversion_raises_is_never_left_to_a_person():
    @check(weight=1)
    def is_list(student, rng):
        """it is a list"""
        expect.sequence(EMPTY, 2**40, "it")

    verdict = judge(Question("q", (is_list,)), FakeStudent({}), 1, 4)
    assert [result.outcome for result in verdict.results] == [Outcome.FAILED]


def test_other_shapes_are_told_and_not_compared():
    with pytest.raises(CheckFailed, match=r"expected shape \(3,\), got \(2,\)"):
        expect.close(np.zeros(2), np.ones(3), "it")


def test_a_csv_file_is_read_by_its_heading():
    assert expect.csv_rows("a,b\n1,2\n\n3\n", "it") == [{"a": "1", "b": "2"}, {"a": "3"}]
    assert expect.csv_rows("", "it") == []


@pytest.mark.parametrize(
    "text",
    [f"{WIDE}\n" + "1\n" * 95_000, f"{WIDE}\n" + "1\n" * 9_000, '"' + "a" * 140_000],
)
def test_a_csv_file_that_would_fill_the_memory_is_not_read(text):
    with pytest.raises(CheckFailed, match=r"^it "):
        expect.csv_rows(text, "it")
