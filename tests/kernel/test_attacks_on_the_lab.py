"""The attacks on lab 13 itself, on top of the untouched release: TensorFlow patched, stand-ins taken."""

from pathlib import Path

import nbformat
import pytest
from support import loader

from autograder.grading import assignment as assignments
from autograder.grading.grade import new_seed
from autograder.grading.recipe import Submission, grade_submission
from autograder.labs import lab13_rnn
from autograder.student.kernel_student import excerpt

LAB = "lab13_rnn"
ROOT = Path(__file__).parents[2]
ATTACKS = {path.stem: loader.load(path) for path in sorted((loader.SUBMISSIONS / "attacks" / LAB).glob("*.py"))}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_earns_nothing(name: str) -> None:
    known = assignments.load(ROOT, LAB)
    attacked = loader.notebook(ATTACKS[name], ROOT / "release" / LAB / f"{LAB}.ipynb")
    verdicts = grade_submission(known, Submission(nbformat.writes(attacked).encode(), {}), new_seed()).verdicts
    said = "\n".join(f"{one.name}: {one.outcome} {one.message}" for v in verdicts.values() for one in v.results)
    assert {question: verdict.score for question, verdict in verdicts.items()} == dict.fromkeys(verdicts, 0), said
    assert ATTACKS[name].says in said


def test_stand_ins_bring_no_function_that_a_later_question_asks_for() -> None:
    asked: set[str] = set()
    for question in lab13_rnn.LAB.questions:
        later = {name for each in lab13_rnn.LAB.questions for name in each.stand_ins} - asked - set(question.stand_ins)
        asked.update(question.stand_ins)
        if question.stand_ins:
            source = excerpt(lab13_rnn.LAB.stand_ins, question.stand_ins)
            assert all(f"def {name}(" in source for name in question.stand_ins)
            assert not [name for name in later if f"def {name}(" in source]
