"""Puts classic mistakes into correct solutions, ours and others, and looks whether the checks notice.

Called by `make mistakes`. A mistake in tests/submissions/mistakes is a few lines at the end of a solution cell: most
put a wrong function around the right one, so they fit every way of solving the question. It is found when a check of
its question fails. Writes docs/measured/mistakes.md; exit code 1 where one is not found. With names of questions only
their mistakes, and no page.
"""

import argparse
import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pages import table, wrapped
from support import loader
from support.judged import ROOT, SEED, SOLVED, quietly, touched, trainings

from autograder.checks.check import Outcome
from autograder.grading.submission import grade_id

MISTAKES = ROOT / "tests" / "submissions" / "mistakes"
MARKER = re.compile(r"^# %% (?:(\w+_code): )?(.+)$", re.MULTILINE)
OURS = loader.Entry("ours", "the solved notebook", (), "", {}, {})
ANSWERS = "analysis_answered"
BEHIND_TRAIN = ("generate", "trace", "experiments", ANSWERS)  # a training of theirs is done once


@dataclass(frozen=True)
class Mistake:
    """Lines for the end of a cell, or, without a cell, lines that change the list `answers`."""

    question: str
    cell: str
    title: str
    source: str


def mistakes(names: list[str]) -> Iterator[Mistake]:
    for path in sorted(MISTAKES.glob("*.py")):
        if not names or path.stem in names:
            _, *parts = MARKER.split(path.read_text(encoding="utf-8"))
            for cell, title, source in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
                yield Mistake(path.stem, cell or "", title, source.strip("\n"))


def solutions(question: str) -> list[loader.Entry]:
    """Ours, and each of the correct corpus that solves the question in a way of its own."""
    return [OURS, *(entry for entry in loader.corpus("correct") if question in touched(entry))]


def spoiled(entry: loader.Entry, mistake: Mistake) -> Any:
    """The correct notebook with the mistake in it, without the notebook's own tests, which are not what is measured."""
    notebook = loader.notebook(entry, SOLVED)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code":
            cell.source = ""
    if mistake.question == ANSWERS:
        cells = {grade_id(cell): cell for cell in notebook.cells}
        numbers = range(1, 6)
        given: dict[str, Any] = {
            "answers": [cells[f"answer_{number}"].source for number in numbers],
            "questions": [cells[f"question_{number}"].source for number in numbers],
        }
        exec(mistake.source, given)
        for number, answer in zip(numbers, given["answers"], strict=True):
            cells[f"answer_{number}"].source = answer
    else:
        (cell,) = (cell for cell in notebook.cells if grade_id(cell) == mistake.cell)
        cell.source += "\n\n\n" + mistake.source
    return notebook


def judged(case: tuple[Mistake, loader.Entry]) -> str:
    """The first check that the mistake fails, "" where it survives; for a process of a pool."""
    mistake, entry = case
    known = trainings if mistake.question in BEHIND_TRAIN else None
    verdicts, _ = quietly(spoiled(entry, mistake), [mistake.question], known=known)
    failed = [one.name for one in verdicts[mistake.question].results if one.outcome is Outcome.FAILED]
    return failed[0] if failed else ""


def page(cases: list[tuple[Mistake, loader.Entry]], killers: list[str]) -> str:
    made = list(dict.fromkeys(mistake for mistake, _ in cases))
    died = sum(map(bool, killers))
    parts = [
        "# Classic mistakes in other people's solutions",
        f"Made by `make mistakes`, seed {SEED}: {len(made)} mistakes, each put into the solved notebook and into every "
        "solution of tests/submissions/correct that has a way of its own with the question, "
        f"{len(cases)} submissions in all. {died} of them fail a check of the question, {len(cases) - died} fail none.",
    ]
    for question in dict.fromkeys(mistake.question for mistake in made):
        lines = []
        for mistake in (one for one in made if one.question == question):
            found = [killer for (one, _), killer in zip(cases, killers, strict=True) if one == mistake]
            by = ", ".join(f"`{name}`" for name, _ in Counter(filter(None, found)).most_common())
            lines.append((mistake.title, f"{sum(map(bool, found))} of {len(found)}", by))
        parts += [f"## {question}", table(("mistake", "found", "first check that failed"), lines, left=(0, 2))]
    return wrapped("\n\n".join(parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="*", help="only the mistakes of these")
    names = parser.parse_args().questions
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    cases = [(mistake, entry) for mistake in mistakes(names) for entry in solutions(mistake.question)]
    with multiprocessing.get_context("spawn").Pool(os.cpu_count(), maxtasksperchild=2) as pool:
        killers = []
        for (mistake, entry), killer in zip(cases, pool.imap(judged, cases, chunksize=4), strict=True):
            killers.append(killer)
            if not killer:
                print(f"survived: {mistake.question}, {mistake.title}, in {entry.name}", flush=True)
    survivors = killers.count("")
    print(f"{len(cases)} submissions with a mistake, {survivors} survived")
    if not names:
        (ROOT / "docs" / "measured" / "mistakes.md").write_text(page(cases, killers), encoding="utf-8")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
