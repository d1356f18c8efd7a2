"""Judges every submission of the corpora as a whole, and looks whether each is judged as it should be.

Called by `make corpus`. A correct submission must get full marks; a wrong one must fail the checks that it names, with
the phrase it names, and no check of any question behind its own. (The questions before it run the solved notebook's
code and nothing else.) Writes docs/measured/corpus.md; exit code 1 where a submission was judged otherwise.
"""

import argparse
import datetime
import fnmatch
import multiprocessing
import os
import platform
import sys
import time
from importlib.metadata import version

from support import loader
from support.judged import ROOT, SEED, problems


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
    with multiprocessing.get_context("spawn").Pool(arguments.jobs, maxtasksperchild=8) as pool:
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
    """Writes docs/measured/corpus.md."""
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
        "How many of them pass the tests that students see in the notebook: [visible_tests.md](visible_tests.md).",
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
    (ROOT / "docs" / "measured" / "corpus.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
