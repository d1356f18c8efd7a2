"""Whatever a student's functions return, no check takes it for right, and none breaks over it."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.numpy_student import MAKERS, NAMESPACE, numpy_student

from autograder.checks.check import Outcome, judge
from autograder.kernel.inside.probe import MAX_DEPTH
from autograder.labs import lab13_rnn
from autograder.student.fake_student import FakeStudent
from autograder.student.handle import Handout, Work

QUESTIONS = {question.grade_id: question for question in lab13_rnn.LAB.questions}
OWN = [(question, name) for question in QUESTIONS.values() for name in question.stand_ins]
DEEP: list = []
for _ in range(2 * MAX_DEPTH):
    DEEP = [DEEP]
JUNK = [
    None,
    True,
    -1,
    10**400,
    float("nan"),
    "text",
    "",
    [],
    [1, 2],
    [[1], [2, 3]],
    ["a", 1, None],
    {},
    {1: 2},
    {"W_xh": "no array"},
    ([], []),
    (None, None, None),
    ({}, {}),
    ({}, []),
    (np.full((3, 2), np.nan), np.zeros(4)),
    np.zeros((2, 3, 4)),
    np.array(["a", "b"]),
    np.array([], dtype=np.float32),
    np.array(5),
    object(),
    DEEP,
]


def assert_never_the_graders_fault(verdict):
    errors = [(one.name, one.message) for one in verdict.results if one.outcome is Outcome.ERROR]
    assert errors == []


@pytest.mark.parametrize(("question", "name"), OWN, ids=[name for _, name in OWN])
def test_junk_from_one_function_fails_its_question(question, name):
    for junk in JUNK:
        verdict = judge(question, numpy_student(**{name: lambda *args, junk=junk, **kwargs: junk}), 3, 10)
        assert_never_the_graders_fault(verdict)
        assert verdict.has_failure, junk


HANDOUT = Handout({"character_sequence.txt": b"abc"})
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(ANYTHING)
def test_anything_from_all_functions_fails_everything(value):
    student = FakeStudent({name: lambda *args, **kwargs: value for name in NAMESPACE}, makers=MAKERS)
    for grade_id in ("vocabulary", "windows", "rnn_step", "forward", "train", "generate", "trace"):
        verdict = judge(QUESTIONS[grade_id], student, 3, 10)
        assert_never_the_graders_fault(verdict)
        assert verdict.has_failure


@settings(max_examples=150, deadline=None, derandomize=True)
@given(ANYTHING, ANYTHING)
def test_anything_as_table_and_path_fails(rows, path):
    names = {"experiments": rows, "experiments_csv": path, "train": lambda *args: rows}
    student = FakeStudent(names, Work(handout=HANDOUT), makers=MAKERS)
    verdict = judge(QUESTIONS["experiments"], student, 3, 10)
    assert_never_the_graders_fault(verdict)
    assert verdict.score == 0


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "parameter": st.sampled_from(["sequence_length", "hidden_size", "epochs"]) | ANYTHING,
                "value": st.integers(-5, 60) | ANYTHING,
                "snippet": st.text(max_size=40) | ANYTHING,
                "final_loss": st.floats() | ANYTHING,
                "observation": st.text(max_size=40) | ANYTHING,
            }
        ),
        min_size=1,
        max_size=10,
    )
)
def test_rows_of_anything_are_judged(rows):
    student = FakeStudent(
        {"experiments": rows, "experiments_csv": "x", "train": lambda *args: ({}, [1.0] * args[3])},
        Work({f"answer_{n}": "3 words, 10 1.25 ²" for n in range(1, 6)}, handout=HANDOUT),
        {"x": "parameter,value\n"},
    )
    assert_never_the_graders_fault(judge(QUESTIONS["experiments"], student, 3, 10))
    assert_never_the_graders_fault(judge(QUESTIONS["analysis_answered"], student, 3, 10))
