"""Question `analysis_answered`: were the five questions answered, at length and from the student's own results?

What an answer is worth is for a person to say; `grader_note` collects what helps them.
"""

import re
from collections.abc import Sequence

import numpy as np

from autograder.checks.check import Check, CheckFailed, Question, check
from autograder.labs.lab13_rnn import experiments
from autograder.student.handle import Student, StudentError

ANSWERS = tuple(f"answer_{number}" for number in range(1, 6))
FROM_TABLE = ANSWERS[:3]
MIN_WORDS = 40
MIN_DISTINCT = 20  # forty words of honest prose hold about thirty different ones
MIN_FRESH = 0.5  # share of different ones among the runs of four words; honest prose holds over 0.95
MAX_COPIED = 0.6  # share of the answer's runs of four words that stand in the notebook's own text
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w]|\.\d)")


def words(text: str) -> list[str]:
    """The words of a text in lower case; numbers and marks are none."""
    return [word.lower() for word in WORD.findall(text)]


def cited_values(text: str, rows: Sequence[experiments.Row]) -> list[str]:
    """The numbers in `text` that are a value or, rounded as written, a final loss of the table."""
    values, losses = {row["value"] for row in rows}, np.array([row["final_loss"] for row in rows])
    return [number for number in dict.fromkeys(NUMBER.findall(text)) if _cites(number, values, losses)]


def _cites(number: str, values: set[int], losses: np.ndarray) -> bool:
    decimals = len(number.partition(".")[2])
    is_loss = decimals >= 2 and (abs(float(number) - losses) <= 0.6 * 10.0**-decimals).any()
    return bool(is_loss or float(number) in values)


def _runs(text: str, length: int = 4) -> list[tuple[str, ...]]:
    spoken = words(text)
    return [tuple(spoken[i : i + length]) for i in range(len(spoken) - length + 1)]


def _answered(student: Student, answer: str) -> None:
    text = student.cell(answer)
    spoken = words(text)
    if not spoken:
        raise CheckFailed("the cell still holds its first text", help="Write your answer into the cell.")
    if len(spoken) < MIN_WORDS:
        raise CheckFailed(f"the answer has {len(spoken)} words; at least {MIN_WORDS} are asked for")
    runs = _runs(text)
    if len(set(spoken)) < MIN_DISTINCT or len(set(runs)) < MIN_FRESH * len(runs):
        raise CheckFailed(f"the answer has {len(set(spoken))} different words among {len(spoken)}: it repeats itself")
    given = set(_runs(student.cell(answer.replace("answer", "question"))))
    copied = sum(run in given for run in runs) / len(runs)
    if copied > MAX_COPIED:
        raise CheckFailed("the answer is mostly the question's own words", help="Say it in words of your own.")


def _uses_table(student: Student, answer: str) -> None:
    text = student.cell(answer)
    try:
        found = cited_values(text, experiments.table(student))
    except (CheckFailed, StudentError):
        found = NUMBER.findall(text)  # no table to compare with is the fault of `experiments`
    if not found:
        raise CheckFailed(
            "the answer names no value from your table",
            help="Quote a setting or a final loss from your runs, with two decimals or more.",
        )


def _check(answer: str) -> Check:
    def answered(student: Student, rng: np.random.Generator) -> None:
        _answered(student, answer)
        if answer in FROM_TABLE:
            _uses_table(student, answer)

    number = answer.rpartition("_")[2]
    source = ", with a value from the table" if answer in FROM_TABLE else ""
    answered.__name__ = answer
    answered.__doc__ = f"question {number} is answered in at least {MIN_WORDS} words of the student's own{source}"
    return check(weight=1)(answered)


def grader_note(student: Student, answer: str, mark_scheme: str) -> str:
    """What a person who marks `answer` wants to know first: length, values cited, ideas found as words."""
    text = student.cell(answer)
    spoken = set(words(text))
    try:
        cited = cited_values(text, experiments.table(student))
    except (CheckFailed, StudentError):
        cited = []
    parts = [f"{len(words(text))} words", f"values cited from the table: {', '.join(cited) or 'none'}"]
    ideas = re.findall(r"^- \*(.+?)\*.*?\[words: (.+?)\]", mark_scheme, re.MULTILINE)
    found = [idea for idea, stems in ideas if any(word.startswith(s) for s in stems.split(", ") for word in spoken)]
    missing = [idea for idea, _ in ideas if idea not in found]
    parts.append(f"ideas found as words: {', '.join(found) or 'none'}")
    parts.append(f"not found: {', '.join(missing) or 'none'}")
    return "; ".join(parts)


QUESTION = Question("analysis_answered", tuple(_check(answer) for answer in ANSWERS))
