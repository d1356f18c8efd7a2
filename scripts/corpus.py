"""Judges every submission of the corpora as a whole, and looks whether each is judged as it should be.

Called by `make corpus`. A correct submission must get full marks; a wrong one must fail the checks that it names, with
the phrase it names, and no check of any question behind its own. (The questions before it run the solved notebook's
code and nothing else.) Writes docs/corpus.md; exit code 1 where a submission was judged otherwise.
"""

import argparse
import contextlib
import datetime
import fnmatch
import io
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import in_process
import loader

from autograder.checks.check import Outcome, Verdict
from autograder.grading import assignment as assignments

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT = "lab13_rnn"
SOLVED = ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
SEED = 13
trainings: dict[Any, Any] = {}  # of this process, see in_process.judge


def problems(entry: loader.Entry, whole: bool = True, seed: int = SEED) -> list[str]:
    """What is not judged as it should be, a line each. Without `whole` only the entry's own questions are judged."""
    assignment = assignments.load(ROOT, ASSIGNMENT)
    names = [question.grade_id for question in assignment.questions]
    own = [name for name in names if entry.question == name or (not entry.fails and name in _touched(entry))]
    only = names[names.index(own[0]) :] if whole else own
    # A correct entry's trainings are its own matter, and done.
    known = trainings if entry.fails and only[-1] not in names[: names.index("train") + 1] else None
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        verdicts, errors = in_process.judge(
            loader.notebook(entry, SOLVED), assignment, Path(folder), seed, only, trainings=known
        )
    added = {source.splitlines()[0] for source in entry.added.values()}
    raised = [f"a cell raised {error}" for first_line, error in errors.items() if first_line not in added]
    return misjudged(entry, verdicts) + ([] if entry.fails else raised)


def misjudged(entry: loader.Entry, verdicts: dict[str, Verdict]) -> list[str]:
    """What of these verdicts is not as it should be, a line each."""
    others = {name: verdict for name, verdict in verdicts.items() if name != entry.question}
    found = _wrong(entry, verdicts[entry.question]) if entry.fails else []
    return found + [
        f"{name}.{one.name} {one.outcome}: {one.message}"
        for name, verdict in others.items()
        for one in verdict.results
        if one.outcome is not Outcome.PASSED
    ]


def _touched(entry: loader.Entry) -> set[str]:
    """The questions whose cells the entry replaces, or puts a cell behind."""
    questions = {"train_step_code": "train", "observations_code": "experiments", "look_at_windows": "windows"}
    cells = {*entry.replaced, *entry.added}
    return {
        "analysis_answered" if cell.startswith("answer_") else questions.get(cell, cell.removesuffix("_code"))
        for cell in cells
    }


def _wrong(entry: loader.Entry, verdict: Verdict) -> list[str]:
    own = {f"{entry.question}.{result.name}": result for result in verdict.results}
    found = [f"{name} did not fail" for name in entry.fails if own[name].outcome is not Outcome.FAILED]
    found += [f"{name}: {one.message}" for name, one in own.items() if one.outcome is Outcome.ERROR]
    said = [f"{one.message} {one.help}" for one in own.values() if one.outcome is Outcome.FAILED]
    if not any(entry.says in message for message in said):
        found.append(f"no message says {entry.says!r}, but: {said}")
    return found


def timed_problems(entry: loader.Entry) -> tuple[loader.Entry, list[str], float]:
    """The entry, what is not judged as it should be, and the seconds it took; for a process of a pool."""
    started = time.monotonic()
    return entry, problems(entry), time.monotonic() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only these, such as wrong/train/*; writes no report")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at once")
    arguments = parser.parse_args()
    entries = [*loader.corpus("correct"), *loader.corpus("wrong")]
    if arguments.names:
        entries = [entry for entry in entries if any(fnmatch.fnmatch(entry.name, name) for name in arguments.names)]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    started, results = time.monotonic(), []
    with multiprocessing.get_context("spawn").Pool(arguments.jobs, maxtasksperchild=40) as pool:
        for entry, found, seconds in pool.imap_unordered(timed_problems, entries):
            results.append((entry, found))
            print(
                f"{len(results):3} of {len(entries)}  {seconds:5.1f} s  {entry.name}",
                *found,
                sep="\n      ",
                flush=True,
            )
    missed = [(entry, found) for entry, found in results if found]
    if not arguments.names:
        report(entries, missed, time.monotonic() - started, arguments.jobs)
    print(f"{len(entries)} submissions, {len(missed)} judged otherwise than they should be")
    sys.exit(1 if missed else 0)


def report(
    entries: list[loader.Entry], missed: list[tuple[loader.Entry, list[str]]], seconds: float, jobs: int
) -> None:
    """Writes docs/corpus.md."""
    tensorflow, numpy = version("tensorflow"), version("numpy")
    lines = [
        "# The corpora",
        "",
        f"Made by `make corpus` on {datetime.date.today()}: {len(entries)} submissions, each judged as a whole with "
        f"seed {SEED}, in {seconds / 60:.0f} minutes by {jobs} processes on {os.cpu_count()} cores of "
        f"{platform.machine()}, with Python {platform.python_version()}, TensorFlow {tensorflow}, NumPy {numpy}.",
        "",
        "A correct submission must get full automatic marks. A wrong one must fail the checks it names, with a message "
        "that says what is wrong, and no check of any other question.",
        "",
        "| corpus | submissions | judged as they should be |",
        "| :-- | --: | --: |",
    ]
    for part in dict.fromkeys(entry.name.rpartition("/")[0] for entry in entries):
        held = sum(entry.name.rpartition("/")[0] == part for entry in entries)
        otherwise = sum(entry.name.rpartition("/")[0] == part for entry, _ in missed)
        lines.append(f"| {part} | {held} | {held - otherwise} |")
    lines.append(f"| all | {len(entries)} | {len(entries) - len(missed)} |")
    for entry, found in missed:
        lines += ["", f"`{entry.name}`: " + "; ".join(found)]
    lines += ["", "## What they are", ""]
    lines += [f"- `{entry.name}`: {entry.title}" for entry in entries]
    (ROOT / "docs" / "corpus.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
