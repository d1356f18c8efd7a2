"""Question `analysis_answered`: were the five questions answered, at length and from the student's own results?

A person says what an answer is worth; `grader_note` collects what helps them.
"""

import re
from collections.abc import Sequence

import numpy as np

from autograder.checks.check import Check, CheckFailed, Question, check
from autograder.labs.lab13_rnn import prose
from autograder.labs.lab13_rnn.data_table import BASE, Row, handed_in, lab_text, tables
from autograder.student.handle import Student, StudentError

ANSWERS = tuple(f"answer_{number}" for number in range(1, 6))
FROM_TABLE = ANSWERS[:3]
MIN_WORDS = 40
MIN_DISTINCT = 20  # forty words of honest prose hold about thirty different ones
MIN_IN_LETTERS = 1 / 3  # share of the words that hold a letter; honest answers about a table have over 0.8
MIN_FRESH = 0.5  # share of different ones among the runs of four words; honest prose holds over 0.95
MAX_COPIED = 0.6  # share of the answer's runs of four words that stand in another text
LEAST_LOSS = 0.01  # nats per character; no run that the lab asks for comes near
NOTED_COPIED = 0.3  # above this share the person who marks is told
SHOWN = 1e-4  # the last digit with which the table shows a loss


def cited_values(text: str, rows: Sequence[Row]) -> list[str]:
    """The numbers in `text` that are a setting or a final loss of `rows`, as they are written there.

    A loss has two decimals or more, rounded or cut off.
    """
    values, losses = {row["value"] for row in rows}, np.array([row["final_loss"] for row in rows])
    found = [said for said, number, decimals in prose.numbers(text) if _cites(number, decimals, values, losses)]
    found += [prose.spelled(value) for value in sorted(values) if prose.says_in_words(text, value)]
    return list(dict.fromkeys(found))


def _cites(number: float, decimals: int, values: set[int], losses: np.ndarray) -> bool:
    if number in values:
        return True
    unit = max(10.0**-decimals, SHOWN)
    rounded = abs(number - losses) <= 0.5 * unit + 0.6 * SHOWN
    cut_off = (number <= losses) & (losses - number < unit)
    return decimals >= 2 and bool((rounded | cut_off).any())


def _answered(student: Student, answer: str) -> None:
    text = student.cell(answer)
    words = prose.words(text)
    if not words:
        raise CheckFailed("the cell still holds its original text", help="Write your answer into the cell.")
    if len(words) < MIN_WORDS:
        raise CheckFailed(
            f"the answer has {len(words)} words; at least {MIN_WORDS} are asked for",
            help="A word is whatever stands between two blanks and holds a letter or a digit.",
        )
    if len(prose.in_letters(words)) < MIN_IN_LETTERS * len(words):
        raise CheckFailed(f"most of the answer's {len(words)} words are numbers", help="Say what they show.")
    runs = prose.runs(words)
    if len(set(words)) < MIN_DISTINCT or len(set(runs)) < MIN_FRESH * len(runs):
        raise CheckFailed(f"the answer has {len(set(words))} different words among {len(words)}: it repeats itself")
    _is_their_own(student, answer, runs)


def _is_their_own(student: Student, answer: str, runs: prose.Runs) -> None:
    """Raises CheckFailed for an answer that is mostly copied, and says from where."""
    share, where = _copied(student, answer, runs)
    if share > MAX_COPIED:
        raise CheckFailed(f"the answer is mostly {where}", help="Say it in words of your own.")


def _copied(student: Student, answer: str, runs: prose.Runs) -> tuple[float, str]:
    """The share of the answer's runs of words that stand in other texts, and in which of them most do."""
    earlier = ANSWERS[: ANSWERS.index(answer)]
    snippets = [str(row["snippet"]) for table in tables(student).values() for row in table]
    others: dict[str, list[str]] = {
        "the notebook's own words": list(student.handout.texts),
        "generated text": snippets,
        "copied from an earlier answer": [student.cell(one) for one in earlier],
    }
    known = {where: {run for text in texts for run in _runs(text)} for where, texts in others.items()}
    where = max(known, key=lambda where: prose.share(runs, known[where]))
    return prose.share(runs, set().union(*known.values())), where


def _runs(text: str) -> prose.Runs:
    return prose.runs(prose.words(text))


def _citations(student: Student, answer: str) -> dict[str, list[str]]:
    """What the answer quotes from each table that there is, by the table's name."""
    with_windows = answer == ANSWERS[0]
    found = tables(student, with_short_windows=with_windows)
    return {name: cited_values(student.cell(answer), rows) for name, rows in found.items()}


def _unseen(student: Student, answer: str) -> list[str]:
    """Numbers that could be losses from a table that the notebook handed in does not show.

    Runs on another machine end at other losses than the grader's own, so such a number may be right.
    """
    return [] if handed_in(student) else _like_losses(student, answer)


def _like_losses(student: Student, answer: str) -> list[str]:
    guessing = np.log(len(set(lab_text(student))))  # nats per character
    found = prose.numbers(student.cell(answer))
    return [said for said, number, decimals in found if decimals >= 2 and LEAST_LOSS < number < guessing]


def _uses_table(student: Student, answer: str) -> None:
    cited = _citations(student, answer)
    if _unseen(student, answer):
        return
    # If there is no table to compare with, `experiments` takes the points for it.
    if not any(cited.values()) and (cited or not any(prose.numbers(student.cell(answer)))):
        raise CheckFailed(
            "the answer names no value from your table",
            help="Quote a setting or a final loss from your runs, with two decimals or more.",
        )


def _judge(student: Student, answer: str) -> None:
    _answered(student, answer)
    if answer in FROM_TABLE:
        _uses_table(student, answer)


def _check(answer: str) -> Check:
    def answered(student: Student, rng: np.random.Generator) -> None:
        _judge(student, answer)

    number = answer.rpartition("_")[2]
    source = ", with a value from the table" if answer in FROM_TABLE else ""
    answered.__name__ = answer
    answered.__doc__ = f"question {number} is answered in at least {MIN_WORDS} words of the student's own{source}"
    return check(weight=1)(answered)


def grader_note(student: Student, answer: str, mark_scheme: str) -> str:
    """What a person who marks `answer` wants to know first: the check, length, values quoted, ideas found as words."""
    words = prose.words(student.cell(answer))
    parts = [_outcome(student, answer), f"{len(words)} words"]
    cited = _citations(student, answer) if answer in FROM_TABLE else {}
    parts += [f"values quoted from {name}: {', '.join(found) or 'none'}" for name, found in cited.items()]
    unseen = _unseen(student, answer) if answer in FROM_TABLE and not any(cited.values()) else []
    if unseen:
        parts.append(f"{', '.join(unseen)} may come from a table that was not handed in")
    elif cited:
        parts += _in_no_table(student, answer, {said for found in cited.values() for said in found})
    if answer in FROM_TABLE and not cited:
        parts.append("there is no data table to compare values with")
    parts += _prediction(student, answer)
    share, where = _copied(student, answer, prose.runs(words))
    if share > NOTED_COPIED:
        parts.append(f"{share:.0%} of it is {where}")
    ideas = re.findall(r"^- \*(.+?)\*.*?\[words: (.+?)\]", mark_scheme, re.MULTILINE)
    found = [idea for idea, stems in ideas if any(word.startswith(s) for s in stems.split(", ") for word in words)]
    missing = [idea for idea, _ in ideas if idea not in found]
    parts.append(f"ideas found as English words: {', '.join(found) or 'none'}")
    parts.append(f"not found: {', '.join(missing) or 'none'}")
    return "; ".join(parts)


def _in_no_table(student: Student, answer: str, cited: set[str]) -> list[str]:
    strange = [said for said in _like_losses(student, answer) if said not in cited]
    return [f"not in any table: {', '.join(strange)}"] if strange else []


def _prediction(student: Student, answer: str) -> list[str]:
    """What was predicted about the answer's parameter; a missing prediction costs no points."""
    if answer not in FROM_TABLE:
        return []
    parameter = list(BASE)[FROM_TABLE.index(answer)]
    try:
        predictions = student.read("predictions")
    except StudentError:
        predictions = {}
    said = predictions.get(parameter) if isinstance(predictions, dict) else None
    return [
        f"predicted: “{said}”" if isinstance(said, str) and prose.words(said) else "nothing was predicted in Part 8"
    ]


def _outcome(student: Student, answer: str) -> str:
    try:
        _judge(student, answer)
    except CheckFailed as failure:
        return f"the automatic check failed: {failure.rationale}"
    return "the automatic check passed"


QUESTION = Question("analysis_answered", tuple(_check(answer) for answer in ANSWERS))
