"""Every package that the grader imports is named in pyproject.toml, and does not only come along with another one."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = "lab13-recurrent-networks"
OWN = ("autograder", "rnn_reference")
FORKED = ("debugpy",)  # named only to keep it from being loaded


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_imported_package_is_declared() -> None:
    files = [path for package in OWN for path in (ROOT / package).rglob("*.py")]
    names = {name for path in files for name in imported(path.read_text(encoding="utf-8"))}
    foreign = names - set(sys.stdlib_module_names) - set(OWN) - set(FORKED)
    declared = {plain(re.split(r"[^\w.-]", line)[0]) for line in requires(PROJECT) or []}
    homes = packages_distributions()
    missing = {name for name in foreign if not declared.intersection(map(plain, homes.get(name, [name])))}
    assert missing == set()
