"""Counts, by kind, the inputs that honest students may hand in and that are judged as they should be.

Called by `make honest`. Each kind has tests, whose cases are the inputs; they are run here and counted. How often an
invented table is caught is counted by grading tables of which some losses were changed. Writes docs/measured/honest.md;
exit code 1 where an input is judged otherwise.
"""

import datetime
import os
import platform
import sys
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pages import table, wrapped
from support.data_tables import ROWS, taken

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "measured" / "honest.md"
KINDS = {
    "training with dense gradients or slices": ["tests/tensorflow/test_notebook_agrees.py"],
    "the table that was handed in": ["tests/unit/test_handed_in_table.py", "tests/end_to_end/test_table_taken.py"],
    "words, values, copies": ["tests/unit/test_prose.py"],
    "lines that only the grader's machine refuses": ["tests/kernel/test_habits.py"],
    "cells deleted, split, merged, moved, edited": [
        "tests/unit/test_repair.py",
        "tests/kernel/test_submitted_files.py",
    ],
    "files in folders and zips, under other names": ["tests/unit/test_choose.py", "tests/end_to_end/test_handed_in.py"],
    "what cannot be graded waits": ["tests/end_to_end/test_never_lost.py"],
    "busy machines": ["tests/kernel/test_time.py"],
}
GRADINGS = 400  # of tables with as many invented losses
RUNS, REPEATED = len(ROWS), 3


@dataclass(eq=False)  # pytest keeps plugins by their hash
class Counted:
    """A pytest plugin that counts test cases by how they ended."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.when == "call":
            self.passed += report.passed


def counted(files: list[str]) -> Counted:
    counts = Counted()
    pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", *files], plugins=[counts])
    return counts


def caught(invented: int) -> float:
    """The share of gradings that do not take a table with so many losses invented."""
    rng, found = np.random.default_rng(invented), 0
    for seed in range(GRADINGS):
        chosen = set(rng.permutation(RUNS)[:invented].tolist())
        rows = [row | {"final_loss": 0.5} if number in chosen else row for number, row in enumerate(ROWS)]
        found += not taken(rows, seed).before
    return found / GRADINGS


def by_three_of_all(invented: int) -> float:
    """The same if three runs were drawn among all, each as likely as the others."""
    return 1 - prod((RUNS - invented - k) / (RUNS - k) for k in range(REPEATED))


def main() -> None:
    os.chdir(ROOT)
    found = {kind: counted(files) for kind, files in KINDS.items()}
    failed = [case for one in found.values() for case in one.failed]
    kinds = [[kind, one.passed + len(one.failed), one.passed, ", ".join(KINDS[kind])] for kind, one in found.items()]
    tables = [[n, f"{caught(n):.0%}", f"{by_three_of_all(n):.0%}"] for n in range(RUNS + 1)]
    made = (
        f"Made by `make honest` on {datetime.date.today()} with Python {platform.python_version()} on {os.cpu_count()} "
        f"cores of {platform.machine()}."
    )
    page = [
        "# Honest work, by what comes with it",
        made,
        "An input is a case of a test: a notebook, a file, an answer or a table with one habit of students in it, and "
        "what a fair person would say of it. Whole solutions by other ways are in [the corpora](corpus.md), and what "
        "one slip costs is in [slips.md](slips.md).",
        table(["kind", "inputs", "judged as they should be", "tests"], kinds, left={0, 3}),
        *(f"Otherwise: `{case}`" for case in failed),
        "## Invented tables",
        f"The table that a notebook shows is taken where drawn runs repeat: one of each parameter, {REPEATED} of the "
        f"{RUNS} that are planned. So often it is not taken, and all runs are done again, when some of its losses are "
        f"invented, in {GRADINGS} gradings each; beside it, what {REPEATED} runs drawn among all would catch.",
        table(["losses invented", "caught", f"{REPEATED} among all"], tables),
    ]
    PAGE.write_text(wrapped("\n\n".join(page)), encoding="utf-8")
    sys.exit(f"honest: {len(failed)} inputs are judged otherwise than they should be" if failed else 0)


if __name__ == "__main__":
    main()
