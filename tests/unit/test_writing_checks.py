"""The code of docs/writing_checks.md runs, and does what the page says."""

import re
from pathlib import Path
from typing import Any

import pytest
from support.numpy_student import numpy_student

from autograder.checks.check import Outcome, Question, judge
from autograder.labs.lab13_rnn import forward
from autograder.student.fake_student import FakeStudent
from rnn_reference import evaluation

PAGE = (Path(__file__).parents[2] / "docs" / "writing_checks.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def checks() -> tuple[Any, ...]:
    namespace = dict(vars(forward))
    (source,) = (block for block in BLOCKS if block.startswith("@check"))
    exec(source, namespace)
    return (forward.shapes, namespace["starts_from_h0"])


def test_the_tests_of_the_page_pass(checks: tuple[Any, ...]) -> None:
    def outcomes(question: str, student: FakeStudent) -> dict[str, Outcome]:
        return {one.name: one.outcome for one in judge(Question(question, checks), student, 3, 10).results}

    shared: dict[str, Any] = {"outcomes": outcomes, "numpy_student": numpy_student}
    shared |= {"Outcome": Outcome, "evaluation": evaluation}
    (source,) = (block for block in BLOCKS if block.startswith("def test_"))
    exec(source, shared)
    tests = [function for name, function in shared.items() if name.startswith("test_")]
    assert len(tests) == 2
    for one in tests:
        one()
