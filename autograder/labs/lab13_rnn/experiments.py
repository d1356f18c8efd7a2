"""Question `experiments`: the data table."""

import csv
import io
from typing import Any

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.student.handle import NotDefined, Student
from rnn_reference.settings import EPOCHS, HIDDEN_SIZE, SEED, SEQUENCE_LENGTH

COLUMNS = ("parameter", "value", "snippet", "final_loss", "observation")
BASE = {"sequence_length": SEQUENCE_LENGTH, "hidden_size": HIDDEN_SIZE, "epochs": EPOCHS}
MIN_VALUES = 3
MAX_ROWS = 1000
SEQUENCE_LENGTHS = (10, 50)
MIN_OBSERVATION_WORDS = 3
MIN_SNIPPET = 20
TRAIN_SECONDS = 120.0

Row = dict[str, Any]


def table(student: Student) -> list[Row]:
    """The rows of the student's table. Raises CheckFailed where it is not a list of rows with all five columns."""
    try:
        rows = student.read("experiments")
    except NotDefined as error:
        help = "The first error above tells which: mind the plan, run_experiment() and the number of observations."
        raise CheckFailed("there is no data table: a cell before it stopped", help) from error
    if not isinstance(rows, list) or not rows:
        raise CheckFailed(f"experiments is {expect.seen(rows)}", help="A list with one dict a run.")
    if len(rows) > MAX_ROWS:
        raise CheckFailed(f"experiments has {len(rows)} rows; at most {MAX_ROWS} are read")
    for i, row in enumerate(rows):
        missing = [name for name in COLUMNS if not isinstance(row, dict) or name not in row]
        if missing:
            raise CheckFailed(f"row {i} of experiments has no {missing[0]!r}", help=f"Each row has {COLUMNS}.")
        if not isinstance(row["parameter"], str) or row["parameter"] not in BASE:
            raise CheckFailed(f"row {i} varies {expect.seen(row['parameter'])}", help=f"One of {tuple(BASE)}.")
        value = int(expect.integers(row["value"], f"the value in row {i}", ()))
        if value < 1:
            raise CheckFailed(f"row {i} has {row['parameter']} = {value}; it must be positive")
        row.update(value=value, final_loss=expect.number(row["final_loss"], f"the final_loss in row {i}"))
    return rows


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


@check(weight=2)
def rows_complete(student: Student, rng: np.random.Generator) -> None:
    """every run has a generated snippet, a loss, and an observation in words"""
    rows = table(student)
    for row in rows:
        run = f"the run with {row['parameter']} = {row['value']}"
        if len(expect.string(row["snippet"], f"the snippet of {run}").strip()) < MIN_SNIPPET:
            raise CheckFailed(f"{run} has the snippet {row['snippet']!r}: shorter than {MIN_SNIPPET} characters")
        if row["final_loss"] <= 0:
            raise CheckFailed(f"{run} has the loss {row['final_loss']:.4g}; a mean cross-entropy is above 0")
        if len(expect.string(row["observation"], f"the observation of {run}").split()) < MIN_OBSERVATION_WORDS:
            raise CheckFailed(
                f"{run} has the observation {row['observation']!r}; write at least {MIN_OBSERVATION_WORDS} words",
                help="What do you see in the snippet? Where does it leave the rhyme?",
            )
    if len({row["observation"].strip() for row in rows}) <= len(rows) // 2:
        raise CheckFailed("most observations are the same sentence", help="Look at each run for itself.")


@check(weight=3)
def losses_are_real(student: Student, rng: np.random.Generator) -> None:
    """the losses are those of runs in which only the named parameter is varied"""
    rows = table(student)
    text = expect.string(student.read("text"), "text")
    for parameter in BASE:
        runs = sorted((row for row in rows if row["parameter"] == parameter), key=lambda row: row["value"])
        if not runs:
            raise CheckFailed(f"no run varies {parameter}")
        row = runs[int(rng.integers(0, max(1, len(runs) // 2)))]  # of the smaller values, which are quicker to repeat
        settings = BASE | {parameter: row["value"]}
        repeated = [_final_loss(student, text, settings)]
        # The same run again is the same but for rounding, by the machine or to three digits by the student.
        tolerance = 0.002 * repeated[0] + 0.0006
        if abs(row["final_loss"] - repeated[0]) > tolerance:
            # Where train() ignores its seed, which is another question's matter, runs differ by themselves.
            repeated.append(_final_loss(student, text, settings))
            if abs(repeated[0] - repeated[1]) > tolerance / 10:
                tolerance = 0.5 * max(repeated)
        if abs(row["final_loss"] - repeated[0]) > tolerance:
            raise CheckFailed(
                f"the run with {parameter} = {row['value']} has the loss {row['final_loss']:.4g}; your train() with "
                "the other settings at BASE and seed=SEED gives another",
                help="final_loss is history[-1] of that run. Only one setting may differ from BASE.",
            )


def _final_loss(student: Student, text: str, settings: dict[str, int]) -> float:
    arguments = (settings["sequence_length"], settings["hidden_size"], settings["epochs"], SEED)
    result = student.call("train", text, *arguments, seconds=TRAIN_SECONDS)
    _, history = expect.sequence(result, 2, "train()")
    return float(expect.array(history, "history", (settings["epochs"],))[-1])


@check(weight=1)
def saved(student: Student, rng: np.random.Generator) -> None:
    """the table is saved as CSV, a row a run"""
    rows = table(student)
    path = expect.string(student.read("experiments_csv"), "experiments_csv", "Keep str(path).")
    try:
        saved_rows = list(csv.DictReader(io.StringIO(student.file(path))))
    except csv.Error as error:
        raise CheckFailed(f"{path} cannot be read as CSV: {error}") from error
    kept = {(row.get("parameter"), row.get("value")) for row in saved_rows}
    for row in rows:
        if (row["parameter"], str(row["value"])) not in kept:
            raise CheckFailed(
                f"{path} has no row for {row['parameter']} = {row['value']}",
                help="Call append_row() for every run.",
            )


QUESTION = Question("experiments", (enough_values, rows_complete, losses_are_real, saved))
