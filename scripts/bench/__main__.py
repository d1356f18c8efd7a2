"""Measures all subjects, or those named, and writes docs/measured/benchmarks.json and docs/measured/benchmarks.md."""

import argparse
from pathlib import Path

from bench.page import page
from bench.results import load, measured, save
from bench.subjects import SUBJECTS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "measured"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(SUBJECTS)}; all unless named")
    chosen = parser.parse_args().subjects or list(SUBJECTS)
    if unknown := set(chosen) - set(SUBJECTS):
        parser.error(f"no subject: {', '.join(sorted(unknown))}")
    results = load(DOCS / "benchmarks.json")
    for name in chosen:
        print(f"measuring {name} …", flush=True)
        results["subjects"][name] = measured(SUBJECTS[name].measure)
        # After each, so that a run broken off keeps what it has measured.
        save(DOCS / "benchmarks.json", results)
        (DOCS / "benchmarks.md").write_text(page(results, SUBJECTS), encoding="utf-8")


if __name__ == "__main__":
    main()
