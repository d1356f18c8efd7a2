"""What the gradebook holds after `nbgrader autograde` with this repository's configuration."""

import re

import pytest
from nbgrader.api import Gradebook
from support import samples

pytestmark = [
    pytest.mark.timeout(1500),
    pytest.mark.xdist_group("course"),
]  # the first test waits for the whole course to be graded

POINTS = {
    "vocabulary": 8,
    "windows": 10,
    "rnn_step": 10,
    "forward": 12,
    "train": 18,
    "generate": 14,
    "trace": 5,
    "experiments": 8,
    "analysis_answered": 5,
}
ANSWERS = [f"answer_{number}" for number in range(1, 6)]


def test_the_solved_notebook_gets_full_marks_and_its_answers_wait(grades):
    found = grades("complete")
    assert {name: found[name] for name in POINTS} == {name: (points, False) for name, points in POINTS.items()}
    assert {name: found[name] for name in ANSWERS} == dict.fromkeys(ANSWERS, (None, True))


def test_the_untouched_release_gets_nothing_on_every_question(grades):
    assert grades("untouched") == dict.fromkeys([*POINTS, *ANSWERS], (0, False))


@pytest.mark.parametrize(("student", "own"), [("crashes", "forward"), ("wrong_lengths", "generate")])
def test_one_mistake_costs_its_own_points_only(grades, student, own):
    found = grades(student)
    assert found[own][0] < POINTS[own]
    assert {name: found[name][0] for name in POINTS if name != own} == {n: p for n, p in POINTS.items() if n != own}


def test_a_half_done_notebook_keeps_what_is_done(grades):
    found = grades("half_done")
    done = ("vocabulary", "windows", "rnn_step", "forward")
    assert {name: found[name][0] for name in POINTS} == {n: (p if n in done else 0) for n, p in POINTS.items()}


@pytest.mark.parametrize("student", ["not_a_notebook", "another_notebook"])
def test_a_file_that_is_no_notebook_of_the_lab_waits_for_a_person(grades, student):
    assert grades(student) == dict.fromkeys([*POINTS, *ANSWERS], (None, True))


def test_answers_carry_a_note_for_the_grader(gradebook: Gradebook):
    comment = gradebook.find_comment("answer_1", samples.ASSIGNMENT, samples.ASSIGNMENT, "complete")
    assert re.search(r"\b\d+ words;", comment.auto_comment)
    assert "values quoted from the table: 5, 10, 20, 40;" in comment.auto_comment
    assert "ideas found as English words: retention, coherence" in comment.auto_comment


def test_the_maximum_is_a_hundred(gradebook: Gradebook):
    assert gradebook.find_assignment(samples.ASSIGNMENT).max_score == 100
