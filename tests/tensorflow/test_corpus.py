"""The corpora of submissions, in this process: correct ones lose nothing, wrong ones fail for what is wrong.

This is a fixed part of them, of which `make test` runs some; `make corpus` judges all, each as a whole.
"""

from itertools import groupby
from typing import Any

import corpus
import loader
import pytest

WRONG = {question: list(entries) for question, entries in groupby(loader.corpus("wrong"), lambda entry: entry.question)}
CORRECT = loader.corpus("correct")
# Judging one takes a fraction of a second for the first four questions, and some seconds for the others.
STEPS = {"train": 11, "generate": 4, "trace": 4, "experiments": 4, "analysis_answered": 4}
PART = [entry for question, entries in WRONG.items() for entry in entries[:: STEPS.get(question, 1)]]
WHOLE = [WRONG[question][-1] for question in ("forward", "train", "generate", "experiments")]
QUICK = [entry for entry in CORRECT if entry.name.partition("/")[2].startswith(("vocabulary", "windows", "step"))]
SLOW = [entry for entry in CORRECT if entry not in QUICK][::5]


def some(entries: list[loader.Entry], every: int) -> list[Any]:
    """The entries as parameters; `make test` runs one of so many."""
    marks = ([] if i % every == 0 else [pytest.mark.whole] for i in range(len(entries)))
    return [pytest.param(entry, id=entry.name, marks=own) for entry, own in zip(entries, marks, strict=True)]


@pytest.mark.parametrize("entry", some(PART, 10))
def test_a_wrong_submission_fails_its_own_checks_by_name(entry):
    assert corpus.problems(entry, whole=False) == []


@pytest.mark.parametrize("entry", some(WHOLE, 4))
def test_a_wrong_submission_fails_no_other_question(entry):
    assert corpus.problems(entry) == []


@pytest.mark.parametrize("entry", some([*QUICK, *SLOW], 6))
def test_a_correct_submission_passes_every_check_of_its_questions(entry):
    assert corpus.problems(entry, whole=False) == []


def test_the_corpora_are_as_large_as_promised():
    assert len(CORRECT) >= 20
    assert sum(map(len, WRONG.values())) >= 80
    assert len(WRONG) == 9
