"""The table that a notebook shows when it is handed in: read as text, and taken where it repeats."""

import re

import numpy as np
import pytest
from support.data_tables import ROWS, experimenter, shown, taken

from autograder.checks.check import Outcome, judge, take
from autograder.labs.lab13_rnn import experiments
from autograder.labs.lab13_rnn.data_table import handed_in, tables
from autograder.student.handle import Crashed

SEEDS = range(20)


def outcomes(student):
    return {one.name: one.outcome for one in judge(experiments.QUESTION, student, 1, 10).results}


def test_what_the_cell_printed_is_read_back():
    rows = [row | {"snippet": "two\nlines, " + row["snippet"][11:]} for row in ROWS]
    found = handed_in(experimenter(printed=shown(rows)))
    assert [row["snippet"] for row in found] == [row["snippet"] for row in rows]
    assert [row["final_loss"] for row in found] == [round(row["final_loss"], 4) for row in rows]
    assert [(row["parameter"], row["value"]) for row in found] == [(row["parameter"], row["value"]) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no table",
        shown(ROWS, first=1),
        shown(ROWS).replace("  4  ", "  5  "),
        shown(ROWS)[:-30],
        shown([row | {"snippet": row["snippet"][:100]} for row in ROWS]),
        shown(ROWS).replace("hidden_size", "hidden_sizes"),
        shown(ROWS).replace("loss 0.", "loss nan"),
        shown(ROWS).replace("(3.2 s)", "(3.2 s"),
    ],
    ids=["nothing", "other", "from 1", "a number twice", "cut off", "short", "unknown", "no number", "other form"],
)
def test_a_table_that_is_not_all_there_is_not_read(text):
    assert not handed_in(experimenter(printed=text)) or len(handed_in(experimenter(printed=text))) < len(ROWS)
    assert not taken(ROWS, text=text).before


@pytest.mark.parametrize("seed", SEEDS)
def test_a_table_that_repeats_stands(seed):
    what = taken(ROWS, seed)
    assert what.note.startswith("The table handed in was accepted. These runs were trained again and agree with it: ")
    assert len(what.found.trained) == 3
    calls = []
    names = {"run_experiment": calls.append}
    exec(what.before + "\nruns = [run_experiment('epochs', 3)]\n" + what.after, names)
    assert names["runs"] == [
        {name: ROWS[7][name] for name in ("parameter", "value", "snippet")} | {"final_loss": 0.103}
    ]
    assert calls == []
    assert names["run_experiment"] == calls.append
    assert "_handed_in" not in names


def test_runs_are_drawn_among_all():
    drawn = {key for seed in SEEDS for key in taken(ROWS, seed).found.trained}
    assert drawn == {(row["parameter"], row["value"]) for row in ROWS}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"final_loss": 0.2}, r"has the loss 0\.2000 in the table and 0\.1\d+ when trained again"),
        ({"snippet": "Peter Pipe" * 12}, "has another snippet in the table than when generated again"),
        ({"value": 7}, "its runs are not the runs of the plan"),
    ],
)
def test_a_table_that_does_not_repeat_is_shown_and_not_taken(change, reason):
    rows = [row | change for row in ROWS]
    what = taken(rows)
    assert not what.before
    assert re.search(reason, what.note)
    assert what.shown.count("the run with ") == len(ROWS)


@pytest.mark.parametrize("invented", range(1, 10))
def test_invented_losses_are_caught_as_often_as_one_run_of_each_parameter_can(invented):
    rng = np.random.default_rng(invented)
    caught = 0
    for seed in range(60):
        chosen = set(rng.permutation(len(ROWS))[:invented].tolist())
        rows = [row | {"final_loss": 0.5} if i in chosen else row for i, row in enumerate(ROWS)]
        caught += not taken(rows, seed).before
    missed = np.prod([(9 - invented - k) / (9 - k) for k in range(3)])  # three of nine, drawn without the invented
    assert caught / 60 >= 1 - missed - 0.15


def test_a_student_whose_training_fails_is_run_as_a_whole():
    student = experimenter(printed=shown(ROWS))

    def crash(*arguments):
        raise Crashed("the kernel ended itself")

    student.namespace["train"] = crash
    what = take(experiments.QUESTION, student, 0)
    assert not what.before
    assert "train() raised" in what.note


def test_rows_changed_after_the_runs_are_done_again():
    changed = [row | {"final_loss": 0.5} if row["value"] == 32 else row for row in ROWS]
    student = experimenter(changed, printed=shown(ROWS))
    found = {one.name: one.outcome for one in judge(experiments.QUESTION, student, 3, 8).results}
    assert [name for name, outcome in found.items() if outcome is not Outcome.PASSED] == ["losses_are_real"]


def test_answers_may_quote_either_table():
    rows = [row | {"final_loss": row["final_loss"] + 0.5} for row in ROWS]
    found = tables(experimenter(ROWS, printed=shown(rows)))
    assert list(found) == ["the table", "the table handed in"]
    assert list(tables(experimenter(ROWS, printed=shown(ROWS)))) == ["the table"]


@pytest.mark.parametrize(
    ("snippet", "expected"), [("ter Piper " * 12, Outcome.PASSED), ("pk eeq xzt " * 11, Outcome.FAILED)]
)
def test_the_same_observation_is_right_where_the_snippets_are_alike(snippet, expected):
    rows = [row | {"observation": "It follows the rhyme."} for row in ROWS[:7]] + ROWS[7:]
    rows[3] = rows[3] | {"snippet": snippet[:120]}
    assert outcomes(experimenter(rows))["observed"] is expected


def test_runs_without_observations_lose_no_more_than_these():
    student = experimenter()
    student.namespace["runs"] = [{key: row[key] for key in row if key != "observation"} for row in ROWS]
    del student.namespace["experiments"], student.namespace["experiments_csv"]
    found = {one.name: one.outcome for one in judge(experiments.QUESTION, student, 3, 8).results}
    assert [name for name, outcome in found.items() if outcome is not Outcome.PASSED] == ["observed", "saved"]
