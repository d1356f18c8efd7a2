"""The corpora of submissions, in this process: correct ones lose nothing, wrong ones fail for what is wrong.

This is a fixed part of them; `make corpus` judges all, each as a whole.
"""

from itertools import groupby

import pytest
from support import judged, loader

WRONG = {question: list(entries) for question, entries in groupby(loader.corpus("wrong"), lambda entry: entry.question)}
CORRECT = loader.corpus("correct")
WRONG_PART = [entry for entries in WRONG.values() for entry in entries[::20]]
# Those that train take up to half a minute each.
CORRECT_PART = [entry for entry in CORRECT if entry.name.startswith(("correct/vocabulary", "correct/step"))][::3]


def name(entry: loader.Entry) -> str:
    return entry.name


@pytest.mark.parametrize("entry", WRONG_PART, ids=name)
def test_a_wrong_submission_fails_its_own_checks_by_name(entry):
    assert judged.problems(entry, whole=False) == []


def test_a_wrong_submission_fails_no_other_question():
    assert judged.problems(WRONG["forward"][-1]) == []


@pytest.mark.parametrize("entry", CORRECT_PART, ids=name)
def test_a_correct_submission_passes_every_check_of_its_questions(entry):
    assert judged.problems(entry, whole=False) == []


def test_the_corpora_are_as_large_as_promised():
    assert len(CORRECT) >= 20
    assert sum(map(len, WRONG.values())) >= 80
    assert len(WRONG) == 9
