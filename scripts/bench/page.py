"""docs/measured/benchmarks.md, made of docs/measured/benchmarks.json alone."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from pages import table, wrapped

REACHED = {True: "yes", False: "no", None: "stated"}


def page(results: Mapping[str, Any], subjects: Mapping[str, ModuleType]) -> str:
    """The whole page; a subject that was not measured has no place in it."""
    done = {name: results["subjects"][name] for name in subjects if name in results["subjects"]}
    rows = [row for name, subject in done.items() for row in subjects[name].rows(subject["raw"])]
    cells = [(row.what, row.against, row.to_reach, row.measured, REACHED[row.reached]) for row in rows]
    header = ("what", "against", "to reach", "measured", "reached")
    sections = (
        _introduction(results["machine"]),
        table(header, cells, left=range(len(header))),
        "## How it was measured",
        *(_section(name, subject, subjects[name].how(subject["raw"])) for name, subject in done.items()),
    )
    return wrapped("\n\n".join(section.strip() for section in sections))


def _introduction(machine: Mapping[str, Any]) -> str:
    return f"""
# Benchmarks

Made by `make bench` on one machine: {machine["cores"]} cores of {machine["processor"]}, {machine["memory_gib"]} GiB of
memory. A figure is the median, in brackets the lowest and the highest sample. What is compared is measured in turn,
round by round; a ratio is taken within each round. The samples are in [benchmarks.json](benchmarks.json).
"""


def _section(name: str, subject: Mapping[str, Any], how: str) -> str:
    versions = ", ".join(f"{package} {number}" for package, number in subject["versions"].items())
    before, after = subject["load"]
    return f"""
### {name.capitalize()}

{how.strip()}

Measured on {subject["date"]} with {versions}. The machine's load was {before} before and {after} after.
"""
