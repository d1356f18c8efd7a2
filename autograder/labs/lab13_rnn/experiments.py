"""Question `experiments`: the data table.

Training all runs takes half the time of a grading. If the notebook handed in shows the table, some runs, drawn by the
seed, are trained again. If they repeat, the table is accepted, and the other runs are not trained.
"""

import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, Shortcut, Taken, check
from autograder.labs.lab13_rnn import prose
from autograder.labs.lab13_rnn.arguments import Variables
from autograder.labs.lab13_rnn.data_table import (
    BASE,
    CELL,
    SNIPPET,
    Row,
    agrees,
    column,
    handed_in,
    lab_text,
    loss_of,
    named,
    table,
)
from autograder.student.handle import Student, StudentError
from rnn_reference.settings import SEED
from rnn_reference.text import build_vocabulary

MIN_VALUES = 3
SEQUENCE_LENGTHS = (10, 50)
MIN_OBSERVATION_WORDS = 3
PIECE = 5  # characters by which snippets are compared
MIN_SHARED = 0.25  # of their pieces; two runs that follow the rhyme share over 0.5, one that stammers and one below 0.1
SHOWN = 24  # characters of a snippet in a message
TRAIN_SECONDS = 120.0
RUN_SECONDS = 20.0  # as in the notebook
MAX_RUNS = 25
AFTERWARDS = "run_experiment = _run_experiment\ndel _handed_in, _run_experiment"


@dataclass
class Runs:
    """The `rows` accepted as they were handed in, and the runs that were trained again, each once."""

    rows: list[Row] = field(default_factory=list)
    trained: dict[tuple[str, int], tuple[Any, float]] = field(default_factory=dict)

    def loss(self, student: Student, row: Row) -> float:
        """The final loss of the row's run, trained again by the student's `train`. Raises StudentError, CheckFailed."""
        return self._trained(student, row)[1]

    def snippet(self, student: Student, row: Row) -> Any:
        """What the student's `generate` writes with the weights of the row's run. Raises StudentError, CheckFailed."""
        weights, _ = self._trained(student, row)
        text = lab_text(student)
        arguments = (Variables(weights), build_vocabulary(text), text[:2], SNIPPET)
        return student.call("generate", *arguments, temperature=1.0, seed=SEED)

    def _trained(self, student: Student, row: Row) -> tuple[Any, float]:
        key = (row["parameter"], row["value"])
        if key not in self.trained:
            self.trained[key] = _train(student, BASE | {row["parameter"]: row["value"]})
        return self.trained[key]


def _train(student: Student, settings: dict[str, int]) -> tuple[Any, float]:
    arguments = (settings["sequence_length"], settings["hidden_size"], settings["epochs"], SEED)
    result = student.call("train", lab_text(student), *arguments, seconds=TRAIN_SECONDS)
    weights, history = expect.sequence(result, 2, "train()")
    return weights, float(expect.array(history, "history", (settings["epochs"],))[-1])


def _is_loss(said: float, repeated: float) -> bool:
    """Whether two losses are of the same run: they may differ by rounding, the machine's or to three digits."""
    return abs(said - repeated) <= 0.002 * repeated + 0.0006


def take(student: Student, rng: np.random.Generator) -> Taken:
    """Accepts the table handed in if it is complete, follows the plan, and a drawn run of each parameter repeats."""
    rows = handed_in(student)
    runs = Runs()
    if not rows:
        return Taken(found=runs)
    try:
        not_so = _not_so(student, rng, rows, runs)
    except (StudentError, CheckFailed) as error:
        not_so = str(error)
    if not_so:
        note = f"The table handed in was not accepted, and all runs were trained again: {not_so}."
        return Taken(found=runs, note=note, shown="\n".join(map(_line, rows)))
    runs.rows = rows
    repeated = ", ".join(f"{parameter} = {value}" for parameter, value in runs.trained)
    note = f"The table handed in was accepted. These runs were trained again and agree with it: {repeated}."
    return Taken(_rows_for_runs(rows), AFTERWARDS, note, found=runs)


def _not_so(student: Student, rng: np.random.Generator, rows: list[Row], runs: Runs) -> str:
    """Why the table handed in is not accepted; "" if it is."""
    if _planned(student) != [(row["parameter"], row["value"]) for row in rows]:
        return "its runs are not the runs of the plan"
    drawn = _drawn(rows, rng)
    for row in drawn:
        repeated = runs.loss(student, row)
        if not _is_loss(row["final_loss"], repeated):
            said = f"{row['final_loss']:.4f} in the table and {repeated:.4f} when trained again"
            return f"{named(row)} has the loss {said}"
    row = drawn[int(rng.integers(len(drawn)))]
    if runs.snippet(student, row) == row["snippet"]:
        return ""
    return f"{named(row)} has another snippet in the table than when generated again"


def _planned(student: Student) -> list[tuple[Any, Any]]:
    """Parameter and value of each run in the student's plan. Raises StudentError."""
    plan = student.read("plan")
    lists = plan.items() if isinstance(plan, dict) else ()
    return [(name, value) for name, values in lists if isinstance(values, (list, np.ndarray)) for value in values]


def _drawn(rows: list[Row], rng: np.random.Generator) -> list[Row]:
    """A drawn row for each parameter that has rows."""
    groups = ([row for row in rows if row["parameter"] == parameter] for parameter in BASE)
    return [group[int(rng.integers(len(group)))] for group in groups if group]


def _rows_for_runs(rows: list[Row]) -> str:
    """Source that makes the lab's cell take these rows instead of training, until AFTERWARDS runs."""
    known = {(row["parameter"], row["value"]): row for row in rows}
    return (
        f"_handed_in, _run_experiment = {known!r}, globals().get('run_experiment')\n"
        "def run_experiment(parameter, value):\n"
        "    return dict(_handed_in[parameter, value])"
    )


def _line(row: Row) -> str:
    return f"{named(row)}, loss {row['final_loss']:.4f}\n      {row['snippet']!r}"


def cell_seconds(student: Student, cell: str) -> float:
    """Seconds for the cell that does all the runs: for each run in the plan, twice what the notebook allows."""
    if cell != CELL:
        return 0.0
    try:
        runs = len(_planned(student))
    except StudentError:
        return 0.0
    return 2.0 * RUN_SECONDS * min(runs, MAX_RUNS)


@check(weight=2)
def enough_values(student: Student, rng: np.random.Generator) -> None:
    """each parameter has runs with at least three values, sequence lengths within 10 to 50"""
    rows = table(student)
    for parameter in BASE:
        values = {row["value"] for row in rows if row["parameter"] == parameter}
        if len(values) < MIN_VALUES:
            raise CheckFailed(f"{parameter} has the values {sorted(values)}; at least {MIN_VALUES} are needed")
        low, high = SEQUENCE_LENGTHS
        if parameter == "sequence_length" and not all(low <= value <= high for value in values):
            raise CheckFailed(f"sequence_length has the values {sorted(values)}; {low} to {high} are asked for")


@check(weight=2, given=take)
def losses_are_real(student: Student, rng: np.random.Generator, taken: Taken) -> None:
    """each loss comes from a run that varies only the named parameter"""
    rows, runs = table(student), taken.found
    for row in rows:
        loss_of(row)
    for row in _drawn(_not_handed_in(rows, runs), rng):
        if not _is_loss(loss_of(row), runs.loss(student, row)):
            raise CheckFailed(
                f"{named(row)} has the loss {loss_of(row):.4g}; your train() with the other settings at BASE and "
                f"seed=SEED ends at {runs.loss(student, row):.4g}",
                help="final_loss is history[-1] of that run. Only one setting may differ from BASE.",
            )


def _not_handed_in(rows: list[Row], runs: Runs) -> list[Row]:
    return [row for row in rows if not any(agrees(row, shown) for shown in runs.rows)]


@check(weight=2, given=take)
def snippets(student: Student, rng: np.random.Generator, taken: Taken) -> None:
    """every run has 120 new characters, generated after the prompt with seed=SEED"""
    rows, runs = table(student), taken.found
    for row in rows:
        found = len(expect.string(column(row, "snippet"), f"the snippet of {named(row)}"))
        if found != SNIPPET:
            raise CheckFailed(f"{named(row)} has a snippet of {found} characters; {SNIPPET} new ones are asked for")
    # Only runs whose loss repeats: another check judges the losses, and other weights write another snippet.
    trained = [row for row in _not_handed_in(rows, runs) if (row["parameter"], row["value"]) in runs.trained]
    repeating = [row for row in trained if _repeats(student, row, runs)]
    if repeating:
        row = repeating[int(rng.integers(len(repeating)))]
        again = runs.snippet(student, row)
        if again != row["snippet"]:
            raise CheckFailed(
                f"the snippet of {named(row)}: your generate() with its weights, PROMPT, {SNIPPET}, temperature=1.0 "
                f"and seed=SEED {_other(row['snippet'], again)}",
                help="Generate each snippet with the weights of its own run and with seed=SEED.",
            )


def _other(snippet: str, again: Any) -> str:
    """What is written in the snippet's place, from where the two differ."""
    if not isinstance(again, str):
        return f"gives {expect.seen(again)}"
    pairs = enumerate(itertools.zip_longest(snippet, again))
    place = next(number for number, (one, other) in pairs if one != other)
    return (
        f"writes {again[place : place + SHOWN]!r} from character {place} on, where the table has "
        f"{snippet[place : place + SHOWN]!r}"
    )


def _repeats(student: Student, row: Row, runs: Runs) -> bool:
    try:
        return _is_loss(loss_of(row), runs.loss(student, row))
    except CheckFailed:
        return False


@check(weight=1)
def observed(student: Student, rng: np.random.Generator) -> None:
    """every run has its own observation, in words"""
    student.read("experiments")  # where there are only runs, this says why
    rows = table(student)
    for row in rows:
        observation = expect.string(column(row, "observation"), f"the observation of {named(row)}")
        if len(prose.words(observation)) < MIN_OBSERVATION_WORDS:
            raise CheckFailed(
                f"{named(row)} has the observation {observation!r}; write at least {MIN_OBSERVATION_WORDS} words",
                help="What do you see in the snippet? Where does it leave the rhyme?",
            )
    said = [" ".join(prose.words(row["observation"])) for row in rows]
    most, count = Counter(said).most_common(1)[0]
    if count > len(rows) // 2:
        alike = [row for row, words in zip(rows, said, strict=True) if words == most]
        _compare(alike)


def _compare(rows: list[Row]) -> None:
    """Raises CheckFailed if two of the rows, which have the same observation, have snippets that are not alike."""
    for row in rows[1:]:
        if _shared(str(rows[0].get("snippet")), str(row.get("snippet"))) < MIN_SHARED:
            raise CheckFailed(
                f"{named(rows[0])} and {named(row)} have different snippets but the same observation, as most runs do",
                help="Look at each run by itself. Only runs with similar snippets may have the same observation.",
            )


def _shared(one: str, other: str) -> float:
    """The share of the different pieces of two snippets that stand in both, 0 to 1."""
    pieces = [{text[i : i + PIECE] for i in range(len(text) - PIECE + 1)} for text in (one, other)]
    return len(pieces[0] & pieces[1]) / max(1, min(map(len, pieces)))


@check(weight=1)
def saved(student: Student, rng: np.random.Generator) -> None:
    """the table is saved as CSV, one row per run"""
    rows = table(student)
    path = expect.string(student.read("experiments_csv"), "experiments_csv", "Assign str(path) to it.")
    saved_rows = expect.csv_rows(student.file(path), path)
    kept = {(row.get("parameter"), row.get("value")) for row in saved_rows}
    for row in rows:
        if (row["parameter"], str(row["value"])) not in kept:
            raise CheckFailed(
                f"{path} has no row for {row['parameter']} = {row['value']}",
                help="Call append_row() for every run.",
            )


QUESTION = Question(
    "experiments", (enough_values, losses_are_real, snippets, observed, saved), shortcut=Shortcut(CELL, take)
)
