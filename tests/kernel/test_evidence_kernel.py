"""Evidence of real kernels: what they replied, and how they ended, is judged again to the word without one."""

import re
from dataclasses import replace
from typing import Any

import nbformat
import pytest
from support import tiny_lab
from surroundings import LIMITS

from autograder.checks.check import check
from autograder.grading.assignment import Assignment
from autograder.grading.evidence.file import pack, unpack
from autograder.grading.evidence.record import Evidence
from autograder.grading.grade import Grade
from autograder.grading.recipe import Submission, grade_submission
from autograder.grading.rejudge import rejudge
from autograder.kernel.walls import choice
from autograder.student.handle import Student
from autograder.student.recorded_student import NotRecorded

pytestmark = pytest.mark.xdist_group("evidence")
CRASHES = "def scale(numbers, factor):\n    import os\n\n    os.abort()"
HANGS = "def greet(name):\n    while True:\n        pass"


def graded(tiny: Assignment, **replaced: str) -> Grade:
    """The solved notebook, with some cells replaced, graded in a real kernel."""
    notebook = tiny_lab.solved()
    for cell in notebook.cells:
        cell.source = replaced.get(cell.id, cell.source)
    return grade_submission(tiny, Submission(nbformat.writes(notebook).encode(), {}), 5, LIMITS)


def kept(result: Grade) -> Evidence:
    """The grade's evidence, as it comes out of its file."""
    assert result.evidence is not None
    return unpack(pack(result.evidence))


@pytest.fixture(scope="module")
def ended(tiny: Assignment) -> Grade:
    """A grading in which one function ends the kernel and another one is too slow."""
    return graded(tiny, scale_code=CRASHES, greet_code=HANGS)


def test_it_holds_what_was_asked_and_in_force(tiny: Assignment) -> None:
    evidence = kept(graded(tiny))
    assert (evidence.assignment, evidence.seed, evidence.wall) == ("tiny", 5, choice.wall().described)
    assert [section.of for section in evidence.sections] == ["scale", "greet", "table", "answer_1"]
    asked = [(one.check, one.error) for section in evidence.sections for one in section.exchanges]
    assert asked == [
        *[("multiplies", "")] * 2,
        ("refuses", ""),
        *[("greets", "")] * 3,
        ("has_squares", ""),
        ("is_saved", ""),
    ]
    assert set(evidence.cells) == {"scale_code", "greet_code", "table_code", "answer_1"}
    assert evidence.limits["cell_seconds"] == LIMITS.cell_seconds
    assert re.fullmatch(r"\d+\.\d+.*", evidence.versions["numpy"])
    assert evidence.comments == {"answer_1": "For the grader: 7 words"}


def test_a_crash_and_a_wait_without_end_are_judged_again_to_the_word(tiny: Assignment, ended: Grade) -> None:
    evidence = kept(ended)
    messages = [ended.verdicts[name].results[0].message for name in ("scale", "greet")]
    assert "scale(): the kernel ended itself" in messages[0]
    assert messages[1] == "greet() did not finish in 3 s"
    assert [section.stand_ins for section in evidence.sections[:3]] == [(), ("scale",), ("scale", "greet")]
    again = rejudge(tiny, evidence)
    assert again == evidence
    assert again.verdicts == ended.verdicts
    served = [[note for note in verdict.notes if note.startswith("Here ")] for verdict in again.verdicts.values()]
    own = "Here the lab's own {} replaced yours, because an earlier question was not passed."
    assert served == [[], [own.format("scale")], [own.format("scale, greet")]]


def test_other_weights_and_points_need_no_kernel(tiny: Assignment, ended: Grade, monkeypatch) -> None:
    monkeypatch.setitem(tiny.source_cells["table"].metadata.nbgrader, "points", 8)
    heavier = replace(tiny_lab.has_squares, weight=3)
    table = replace(tiny_lab.QUESTIONS[2], checks=(heavier, tiny_lab.is_saved))
    changed = replace(tiny, lab=replace(tiny.lab, questions=(*tiny_lab.QUESTIONS[:2], table)))
    before = kept(ended)
    after = rejudge(changed, before)
    assert (before.verdicts["table"].score, after.verdicts["table"].score) == (2, 8)
    assert [result.weight for result in after.verdicts["table"].results] == [3, 1]


def test_a_new_question_has_to_be_asked(tiny: Assignment, ended: Grade) -> None:
    @check(weight=1)
    def shorter(student: Student, rng: Any) -> None:
        """scale() of one number"""
        student.call("scale", [1.0], 2.0, seconds=tiny_lab.CALL_SECONDS)

    scale = replace(tiny_lab.QUESTIONS[0], checks=(shorter,))
    changed = replace(tiny, lab=replace(tiny.lab, questions=(scale, *tiny_lab.QUESTIONS[1:])))
    with pytest.raises(NotRecorded, match="scale: call scale is not on record"):
        rejudge(changed, kept(ended))
