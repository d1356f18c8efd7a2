"""What each classic single mistake costs: the entries of the wrong corpus, judged in their own question.

Called by `make slips`. Writes docs/measured/slips.md; with names only those, and writes no page. Exit code 1 where an
entry is judged otherwise than it says.
"""

import argparse
import fnmatch
import multiprocessing
import os
import sys

from pages import table, wrapped
from support import loader
from support.judged import ROOT, SEED, SOLVED, misjudged, quietly

from autograder.checks.check import Outcome, Verdict

MAX_LOST = 0.5  # of a question by one slip; what costs more is named at the top of the page


def judged(entry: loader.Entry) -> tuple[loader.Entry, Verdict]:
    """The entry and its own question's verdict; for a process of a pool."""
    verdicts, _ = quietly(loader.notebook(entry, SOLVED), [entry.question])
    return entry, verdicts[entry.question]


def otherwise(found: list[tuple[loader.Entry, Verdict]]) -> list[str]:
    """What is not judged as the entries say, a line each."""
    judged_so = ((entry, misjudged(entry, {entry.question: verdict})) for entry, verdict in found)
    return [f"{entry.name}: {line}" for entry, lines in judged_so for line in lines]


def row(entry: loader.Entry, verdict: Verdict) -> tuple[str, str, str]:
    lost = verdict.max_score - verdict.earned
    not_passed = [one for one in verdict.results if one.outcome is not Outcome.PASSED]
    names = [f"`{one.name}`" if one.outcome is Outcome.FAILED else f"({one.name})" for one in not_passed]
    return entry.title, f"{lost:g}", ", ".join(names)


def page(found: list[tuple[loader.Entry, Verdict]]) -> str:
    parts = [
        "# What a slip costs",
        f"Made by `make slips` from the {len(found)} submissions in tests/submissions/wrong, each the solved notebook "
        f"with one mistake, judged in its own question with seed {SEED}. Other questions lose nothing (`make corpus`). "
        "Checks in brackets were not judged, for want of what they need.",
    ]
    dear = [(entry, verdict) for entry, verdict in found if verdict.earned < (1 - MAX_LOST) * verdict.max_score]
    parts.append(f"{len(found) - len(dear)} of them cost at most half of their question, {len(dear)} more than that.")
    for question in dict.fromkeys(entry.question for entry, _ in found):
        own = [(entry, verdict) for entry, verdict in found if entry.question == question]
        parts.append(f"## {question}, {own[0][1].max_score:g} points")
        lines = sorted((row(*one) for one in own), key=lambda line: (float(line[1]), line[0]))
        parts.append(table(("mistake", "points lost", "checks"), lines, left=(0, 2)))
    return wrapped("\n\n".join(parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these, such as wrong/train/*; prints the page")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at once")
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    entries = [
        entry
        for entry in loader.corpus("wrong")
        if not arguments.names or any(fnmatch.fnmatch(entry.name, name) for name in arguments.names)
    ]
    with multiprocessing.get_context("spawn").Pool(arguments.jobs, maxtasksperchild=2) as pool:
        found = pool.map(judged, entries, chunksize=4)
    if arguments.names:
        print(page(found))
    else:
        (ROOT / "docs" / "measured" / "slips.md").write_text(page(found), encoding="utf-8")
    wrong = otherwise(found)
    print(*wrong, f"{len(found)} entries, {len(wrong)} judged otherwise than they say", sep="\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
