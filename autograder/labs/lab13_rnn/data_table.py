"""The data table of Part 8: the one in the kernel, and the one that the notebook handed in shows."""

import contextlib
import re
from typing import Any, TypeAlias

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed
from autograder.student.handle import NotDefined, Student, StudentError
from rnn_reference.settings import EPOCHS, HIDDEN_SIZE, SEQUENCE_LENGTH

Row: TypeAlias = dict[str, Any]

CELL, SHORT_WINDOWS_CELL = "run_experiments", "short_windows"
SHORT_WINDOWS = (2, 5)
BASE = {"sequence_length": SEQUENCE_LENGTH, "hidden_size": HIDDEN_SIZE, "epochs": EPOCHS}
MAX_ROWS = 1000
TEXT = "character_sequence.txt"
SNIPPET = 120  # new characters, as the notebook asks for
PROMPT = 2  # characters of the text that are shown before them
SHOWN_ROW = re.compile(
    r"^ *(?P<number>\d{0,4}) +(?P<parameter>sequence_length|hidden_size|epochs) = (?P<value>\d{1,6}), "
    r"loss (?P<loss>\d{1,6}\.\d{4}) \(.{1,80}\)\n(?P<snippet>(?:      .{1,61}(?:\n|\Z)){2})",
    re.MULTILINE,
)


def table(student: Student) -> list[Row]:
    """The rows of the student's table. Each has a valid parameter and value; the other columns may hold anything.

    If there are runs but no table, because observations are missing for example, the runs are its rows. Raises
    CheckFailed.
    """
    rows = _read(student)
    if not isinstance(rows, list) or not rows:
        raise CheckFailed(f"experiments is {expect.seen(rows)}", help="It is a list with one dict per run.")
    if len(rows) > MAX_ROWS:
        raise CheckFailed(f"experiments has {len(rows)} rows; at most {MAX_ROWS} are read")
    for i, row in enumerate(rows):
        missing = [name for name in ("parameter", "value") if not isinstance(row, dict) or name not in row]
        if missing:
            raise CheckFailed(f"row {i} of experiments has no {missing[0]!r}", help="Each row is a dict.")
        if not isinstance(row["parameter"], str) or row["parameter"] not in BASE:
            raise CheckFailed(f"row {i} varies {expect.seen(row['parameter'])}", help=f"One of {tuple(BASE)}.")
        value = int(expect.integers(row["value"], f"the value in row {i}", ()))
        if value < 1:
            raise CheckFailed(f"row {i} has {row['parameter']} = {value}; it must be positive")
        row.update(value=value)
    return rows


def loss_of(row: Row) -> float:
    """The row's loss. Raises CheckFailed if it has none above 0."""
    loss = expect.number(column(row, "final_loss"), f"the final_loss of {named(row)}")
    if loss <= 0:
        raise CheckFailed(f"{named(row)} has the loss {loss:.4g}; a mean cross-entropy is above 0")
    return loss


def column(row: Row, name: str) -> Any:
    """The value in a column of the row. Raises CheckFailed."""
    if name not in row:
        raise CheckFailed(f"{named(row)} has no {name!r} in experiments")
    return row[name]


def named(row: Row) -> str:
    return f"the run with {row['parameter']} = {row['value']}"


def _read(student: Student) -> Any:
    try:
        return student.read("experiments")
    except NotDefined as error:
        try:
            return student.read("runs")
        except StudentError:
            help = "Check the plan, run_experiment() and the number of observations."
            raise CheckFailed(f"there is no data table: {error}", help) from error


def lab_text(student: Student) -> str:
    """The text that the lab trains on, as it was handed out."""
    return student.handout.files[TEXT].decode("utf-8").replace("\r\n", "\n")


def handed_in(student: Student) -> list[Row]:
    """The runs that the notebook handed in shows, their losses with four decimals. They may be made up.

    Empty unless all are there: numbered from 0, each with its whole snippet.
    """
    found = list(SHOWN_ROW.finditer(student.printed(CELL)))
    numbers = [match["number"] for match in found]
    rows = [_row(match) for match in found]
    complete = numbers == [str(number) for number in range(len(found))] and len(found) <= MAX_ROWS
    return rows if complete and all(len(row["snippet"]) == SNIPPET for row in rows) else []


def _row(match: re.Match[str]) -> Row:
    shown = "".join(line[6:] for line in match["snippet"].split("\n"))
    snippet = shown.replace("↵", "\n")[PROMPT:]
    row = {"parameter": match["parameter"], "value": int(match["value"]), "snippet": snippet}
    return row | {"final_loss": float(match["loss"])}


def tables(student: Student, with_short_windows: bool = False) -> dict[str, list[Row]]:
    """The tables that a student may have seen, by name: the one that is judged and the one handed in.

    `with_short_windows` adds the windows of 2 and 5 shown below the table. Empty if there is no table.
    """
    found: dict[str, list[Row]] = {}
    with contextlib.suppress(CheckFailed, StudentError):
        found["the table"] = [_readable(row) for row in table(student)]
    shown = handed_in(student)
    if shown and not all(any(agrees(row, one) for row in found.get("the table", [])) for one in shown):
        found["the table handed in"] = shown
    if found and with_short_windows:
        shown = [_row(match) for match in SHOWN_ROW.finditer(student.printed(SHORT_WINDOWS_CELL))]
        windows = [{"parameter": "sequence_length", "value": length, "final_loss": -1.0} for length in SHORT_WINDOWS]
        found["the short windows"] = [*shown, *windows]
    return found


def _readable(row: Row) -> Row:
    """The row with its snippet as text and its loss as a number, nan if it has none."""
    loss = np.nan
    with contextlib.suppress(CheckFailed):
        loss = loss_of(row)
    return row | {"snippet": str(row.get("snippet", "")), "final_loss": loss}


def agrees(row: Row, shown: Row) -> bool:
    """Whether `row`, which may hold anything, is the row that was `shown` with a loss of four decimals."""
    snippet = row.get("snippet")
    if (row["parameter"], row["value"]) != (shown["parameter"], shown["value"]) or not isinstance(snippet, str):
        return False
    try:
        return snippet == shown["snippet"] and abs(loss_of(row) - float(shown["final_loss"])) <= 1e-4
    except CheckFailed:
        return False
