"""The lab's checks on students of plain Python functions: a correct one passes all, a wrong one fails its own."""

from pathlib import Path

import nbformat
import numpy as np
import pytest
from support.data_tables import ROWS, experimenter
from support.numpy_student import NAMESPACE, numpy_student

from autograder.checks.check import Outcome, Question, judge
from autograder.labs import lab13_rnn
from autograder.student.fake_student import FakeStudent
from rnn_reference import evaluation
from rnn_reference.text import decode, encode

QUESTIONS = {question.grade_id: question for question in lab13_rnn.LAB.questions}
NOTEBOOK = nbformat.read(Path(__file__).parents[2] / "source" / "lab13_rnn" / "lab13_rnn.ipynb", as_version=4)
POINTS = {cell.id: cell.metadata.nbgrader.get("points") for cell in NOTEBOOK.cells if "nbgrader" in cell.metadata}
FUNCTIONS = ["vocabulary", "windows", "rnn_step", "forward", "train", "generate", "trace"]
SOURCE = Path(__file__).parents[2] / "source" / "lab13_rnn" / "lab13_rnn.ipynb"
ANSWER = (
    "With a value of 20 the network writes words I know, but their order is not that of the rhyme. I think that its "
    "state keeps only what the last few characters were, because no window was ever long enough to need more than "
    "this, and so it cannot tell where in the text it is."
)


def outcomes(question: str, student: FakeStudent, seed: int = 1) -> dict[str, Outcome]:
    return {result.name: result.outcome for result in judge(QUESTIONS[question], student, seed, 10).results}


@pytest.mark.parametrize("question", FUNCTIONS)
@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1])
def test_a_correct_student_passes_every_check(question, seed):
    assert set(outcomes(question, numpy_student(), seed).values()) == {Outcome.PASSED}


@pytest.mark.parametrize("seed", [1669342743, 1669342872])  # a batch that hardly needs clipping; an unsteady training
def test_a_correct_student_trains_under_seeds_that_were_once_too_hard(seed):
    assert set(outcomes("train", numpy_student(), seed).values()) == {Outcome.PASSED}


@pytest.mark.parametrize("question", FUNCTIONS)
def test_a_student_of_nothing_fails_and_is_told_so(question):
    verdict = judge(QUESTIONS[question], FakeStudent({}), 1, 10)
    assert verdict.score == 0
    assert "is not defined" in verdict.results[0].message


def test_every_question_has_three_checks_with_titles_and_names_of_their_own():
    for question in QUESTIONS.values():
        assert len(question.checks) >= 3
        assert len({one.name for one in question.checks}) == len(question.checks)
        assert all(one.title and one.weight > 0 for one in question.checks)


@pytest.mark.parametrize("question", FUNCTIONS)
def test_points_come_in_quarters_at_the_finest(question):
    """Each weight is what its check is worth: they add up to the points in the notebook."""
    weights = [one.weight for one in QUESTIONS[question].checks]
    assert sum(weights) == POINTS[question]
    assert all(4 * weight == int(4 * weight) for weight in weights)


def test_a_step_without_its_bias_is_called_so():
    def no_bias(params, ids, h):
        return np.tanh(params["W_xh"][ids] + h @ params["W_hh"])

    verdict = judge(QUESTIONS["rnn_step"], numpy_student(rnn_step=no_bias), 1, 10)
    assert "b_h is left out" in " ".join(result.message for result in verdict.results)


def drawn(choose):
    """generate() of one whose characters come from choose(scores, temperature), which gives probabilities."""

    def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
        rng, ids = np.random.default_rng(seed), encode(prompt, vocabulary[0]).tolist()
        for _ in range(length):
            scores = evaluation.forward(params, np.array([ids]))[0][0, -1]
            probabilities = choose(scores - scores.max(), temperature)
            ids.append(int(rng.choice(len(scores), p=probabilities / probabilities.sum())))
        return decode(ids[len(prompt) :], vocabulary[1])

    return generate


def _only(scores, kept):
    """The softmax of those characters alone whose place is in `kept`, the likeliest first."""
    return np.where(np.isin(np.argsort(np.argsort(-scores)), kept), np.exp(scores), 0)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(
    ("choose", "seen"),
    [
        (lambda scores, temperature: np.exp(scores), "the temperature has no effect"),
        (lambda scores, temperature: np.exp(scores * temperature), "multiplied by the temperature"),
        (lambda scores, temperature: np.exp(np.exp(scores) / np.exp(scores).sum() / temperature), "drawn from softmax"),
        (lambda scores, temperature: np.ones(len(scores)), "all equally likely"),
        (lambda scores, temperature: np.exp(scores / temperature**2), "do not occur as often"),
        (lambda scores, temperature: _only(scores / temperature, [0, 1]), "do not occur as often"),
        (lambda scores, temperature: _only(scores / temperature, [0, 1, 2]), "do not occur as often"),
        (lambda scores, temperature: _only(scores, [0]), "always the same"),
        (lambda scores, temperature: _only(scores / temperature, range(5)), "do not occur as often"),
        (lambda scores, temperature: _only(scores / temperature, range(10)), "do not occur as often"),
    ],
)
def test_a_wrong_way_to_draw_shows_and_is_named_under_every_seed(seed, choose, seen):
    checks = tuple(one for one in QUESTIONS["generate"].checks if one.name in ("exact_length", "follows_distribution"))
    _, result = judge(Question("generate", checks), numpy_student(generate=drawn(choose)), seed, 1).results
    assert result.outcome is Outcome.FAILED
    assert seen in result.message


def test_a_text_that_is_always_the_same_is_in_no_three_vocabularies():
    (in_vocabulary,) = (one for one in QUESTIONS["generate"].checks if one.name == "in_vocabulary")
    always = numpy_student(generate=lambda params, vocabulary, prompt, length, temperature=1.0, seed=None: "x")
    for seed in range(40):
        assert judge(Question("generate", (in_vocabulary,)), always, seed, 1).has_failure


def test_a_real_table_passes():
    assert set(outcomes("experiments", experimenter()).values()) == {Outcome.PASSED}


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({"value": 60}, "enough_values"),
        ({"observation": "no"}, "observed"),
        ({"snippet": ""}, "snippets"),
        ({"snippet": "PeterPiper" * 12}, "snippets"),
        ({"final_loss": 3.0}, "losses_are_real"),
        ({"final_loss": -1.0}, "losses_are_real"),
    ],
)
def test_a_table_with_one_thing_wrong_fails(change, failed):
    rows = [row | change if row["parameter"] == "sequence_length" or "snippet" in change else row for row in ROWS]
    assert outcomes("experiments", experimenter(rows))[failed] is Outcome.FAILED


def answers(**changed):
    """The answers of the solved notebook."""
    cells = nbformat.read(SOURCE, as_version=4).cells
    return {cell.id: cell.source for cell in cells if cell.id.startswith("answer_")} | changed


def test_five_answers_pass():
    assert set(outcomes("analysis_answered", experimenter(**answers())).values()) == {Outcome.PASSED}


@pytest.mark.parametrize(
    "text",
    ["", "Too short, with 20.", "word " * 200 + "20", ANSWER.replace("20", "some size")],
    ids=["empty", "short", "filler", "no value"],
)
def test_an_answer_that_is_none_fails_alone(text):
    found = outcomes("analysis_answered", experimenter(**answers(answer_2=text)))
    assert [name for name, outcome in found.items() if outcome is not Outcome.PASSED] == ["answer_2"]


A_LOSS = ANSWER.replace("20", "some size") + " The last run ends with a loss of 0,37."


def test_a_loss_that_may_come_from_a_table_not_handed_in_passes_and_is_named():
    student = experimenter(**answers(answer_2=A_LOSS))
    assert set(outcomes("analysis_answered", student).values()) == {Outcome.PASSED}
    assert "0,37 may come from a table that was not handed in" in lab13_rnn.LAB.grader_note(student, "answer_2", "")


@pytest.mark.parametrize("loss", ["6,71", "0,00", "0.4"])
def test_what_cannot_be_a_loss_of_this_text_is_none(loss):
    found = outcomes("analysis_answered", experimenter(**answers(answer_2=A_LOSS.replace("0,37", loss))))
    assert found["answer_2"] is Outcome.FAILED


def test_the_note_for_the_grader_names_words_values_and_ideas():
    scheme = "- *order* (1 point): what. [words: order, sequen]\n- *size* (1 point): what. [words: hidden]"
    note = lab13_rnn.LAB.grader_note(experimenter(**answers()), "answer_1", scheme)
    assert "the automatic check passed" in note
    assert (
        "values quoted from the table: 2, 10, 20, three; values quoted from the short windows: 2, 5; nothing was"
        in note
    )
    assert "ideas found as English words: order; not found: size" in note


def test_the_functions_of_the_corpus_are_all_that_checks_call():
    stand_ins = {name for question in QUESTIONS.values() for name in question.stand_ins}
    assert stand_ins == set(NAMESPACE)
