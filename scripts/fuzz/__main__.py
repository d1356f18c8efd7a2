"""Tries each subject, or those named, and writes docs/measured/fuzz.md; exit code 1 where something was found."""

import os
import secrets
import sys
import time
from datetime import date
from pathlib import Path

from autograder.kernel.limits import MIB
from fuzz import answers, notebooks, pages
from fuzz.cost import Found, Subject, fuzz

PAGE = Path(__file__).parents[2] / "docs" / "measured" / "fuzz.md"
SUBJECTS = answers.SUBJECTS | notebooks.SUBJECTS | pages.SUBJECTS
HEAD = """# Fuzzing the grader

`make fuzz` makes inputs at random with hypothesis and looks at what they cost the process that looks at them, in
seconds of a core and in memory, and not only at what it raises. Dear ones lead it to dearer ones. An input is found
to be a fault where the grader is at fault, leaves to a person what is the answer's, loses or doubles a cell, puts
something that acts on a page, or costs more than the bounds below. `EXAMPLES=2000 make fuzz` tries more,
`SUBJECTS="answers markdown"` only some, and `SEED` repeats a run.

| tried | inputs | dearest by time | bound | dearest by memory | bound | faults |
| :-- | --: | --: | --: | --: | --: | :-- |
"""
KEPT = """
## What it found

"""


def row(subject: Subject, found: Found) -> str:
    return (
        f"| {subject.title} | {found.inputs:,} | {found.seconds:.2f} s | {subject.seconds:g} s "
        f"| {found.growth / MIB:.0f} MiB | {subject.growth // MIB} MiB | {len(found.faults) or 'none'} |\n"
    )


def dearest(subject: Subject, found: Found) -> str:
    slowest, largest = (shown.replace("`", "'") for shown in (found.slowest, found.largest))
    return f"- {subject.title}: by time `{slowest}`; by memory `{largest}`\n"


def main(names: list[str]) -> int:
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**32))
    examples = int(os.environ.get("EXAMPLES") or 200)
    rows, notes, faults = "", "", []
    started = time.monotonic()
    for name in names or SUBJECTS:
        found = fuzz(SUBJECTS[name], examples, seed)
        print(row(SUBJECTS[name], found), end="", flush=True)
        rows += row(SUBJECTS[name], found)
        notes += dearest(SUBJECTS[name], found)
        faults += [f"{name}: {fault}" for fault in found.faults]
    print("\n".join(faults))
    if not names:
        minutes = (time.monotonic() - started) / 60
        run = f"Run on {date.today()} with seed {seed}, {examples:,} inputs a subject, in {minutes:.0f} minutes."
        kept = PAGE.read_text(encoding="utf-8").partition(KEPT)[2] if PAGE.exists() else ""
        PAGE.write_text(f"{HEAD}{rows}\n{run}\nThe dearest:\n\n{notes}{KEPT}{kept}", encoding="utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
