"""A data table of Part 8 that repeats, the student it belongs to, and the text that the lab's cell prints of it."""

from typing import Any, TypeAlias

from autograder.checks.check import Taken, take
from autograder.labs.lab13_rnn import experiments
from autograder.labs.lab13_rnn.data_table import BASE
from autograder.student.fake_student import FakeStudent
from autograder.student.handle import Handout, Work
from support.numpy_student import MAKERS

Row: TypeAlias = dict[str, Any]

VALUES = {"sequence_length": (10, 20, 30), "hidden_size": (8, 16, 32), "epochs": (2, 3, 4)}
SNIPPET = "ter Piper " * 12
ROWS: list[Row] = [
    {"parameter": parameter, "value": value, "snippet": SNIPPET, "final_loss": 0.1 + value / 999}
    | {"observation": f"What I see with {value} differs."}
    for parameter, values in VALUES.items()
    for value in values
]


def trained(text: str, sequence_length: int, hidden_size: int, epochs: int, seed: int) -> tuple[Any, list[float]]:
    """A history that agrees with ROWS, whatever is varied."""
    base = {"sequence_length": 20, "hidden_size": 64, "epochs": 40}
    asked = {"sequence_length": sequence_length, "hidden_size": hidden_size, "epochs": epochs}
    (value,) = [asked[name] for name in asked if asked[name] != base[name]] or [20]
    return {}, [1.0] * (epochs - 1) + [0.1 + value / 999]


def written(*arguments: Any, **settings: Any) -> str:
    return SNIPPET


def experimenter(rows: list[Row] = ROWS, printed: str = "", **cells: str) -> FakeStudent:
    """A student whose table is `rows`, whose notebook had `printed` something, and who wrote `cells`."""
    table = "parameter,value\n" + "".join(f"{row['parameter']},{row['value']}\n" for row in ROWS)
    plan = {parameter: [row["value"] for row in ROWS if row["parameter"] == parameter] for parameter in BASE}
    names = {"experiments": rows, "experiments_csv": "table.csv", "plan": plan, "train": trained, "generate": written}
    handout = Handout({"character_sequence.txt": b"Peter Piper"}, ("What the notebook says.",))
    return FakeStudent(names, Work(cells, {"run_experiments": printed}, handout), {"table.csv": table}, MAKERS)


def shown(rows: list[Row], first: int = 0) -> str:
    """Rows as the lab's cell prints them, behind what a progress bar leaves."""
    text = "\x1b[1m0/9\x1b[0m \x1b[32m\x1b[0m\n"
    for number, row in enumerate(rows, first):
        snippet = "Pe" + row["snippet"].replace("\n", "↵")
        text += f"{number:>3}  {row['parameter']} = {row['value']}, loss {row['final_loss']:.4f} (3.2 s)\n"
        text += "".join("      " + snippet[start : start + 61] + "\n" for start in range(0, len(snippet), 61))
    return text


def taken(rows: list[Row], seed: int = 0, text: str | None = None) -> Taken:
    """What becomes of a notebook that was handed in with this table."""
    student = experimenter(printed=shown(rows) if text is None else text)
    return take(experiments.QUESTION, student, seed)
