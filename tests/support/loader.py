"""Reads the corpora: small files, each the cells it replaces in the solved notebook.

An entry is a Python file in percent format. Its docstring says in one line what is right or wrong about it; a wrong one
then names the checks it fails and a phrase of their messages:

    fails: windows.targets_one_ahead
    says: they are not shifted

`# %% forward_code` starts the source of that cell, `# %% answer_1 [markdown]` an answer in comments, and
`# %% after forward_code` a cell that a student added behind one of ours.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.grading.submission import grade_id, new_cell

SUBMISSIONS = Path(__file__).parents[1] / "submissions"
MARKER = re.compile(r"^# %% (after )?(\w+)(?: \[markdown\])?$", re.MULTILINE)
FIELD = re.compile(r"^(fails|says): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One submission of a corpus; `fails` are names as question.check, empty for a correct one."""

    name: str
    title: str
    fails: tuple[str, ...]
    says: str
    replaced: dict[str, str]
    added: dict[str, str]

    @property
    def question(self) -> str:
        """The question whose checks it must fail; "" for a correct one."""
        return self.fails[0].partition(".")[0] if self.fails else ""


def load(path: Path) -> Entry:
    """The entry in the file `path`, named by its place below the corpora."""
    head, *parts = MARKER.split(path.read_text(encoding="utf-8"))
    docstring = ast.get_docstring(ast.parse(head)) or ""
    fields = dict(FIELD.findall(docstring))
    cells: tuple[dict[str, str], dict[str, str]] = {}, {}
    for after, cell, source in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        cells[bool(after)][cell] = source.strip("\n")
    replaced = {name: _uncommented(text) if name.startswith("answer_") else text for name, text in cells[0].items()}
    name = path.relative_to(SUBMISSIONS).with_suffix("").as_posix()
    fails = tuple(fields["fails"].split(", ")) if "fails" in fields else ()
    return Entry(name, docstring.splitlines()[0], fails, fields.get("says", ""), replaced, cells[1])


def _uncommented(text: str) -> str:
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())


def corpus(kind: str) -> list[Entry]:
    """All entries of "correct" or "wrong", by name."""
    return [load(path) for path in sorted((SUBMISSIONS / kind).rglob("*.py"))]


def notebook(entry: Entry, solved: Path) -> Any:
    """The solved notebook at `solved` with the entry's cells in it."""
    made = nbformat.read(solved, as_version=4)
    unknown = {*entry.replaced, *entry.added} - {grade_id(cell) or cell.id for cell in made.cells}
    if unknown:
        raise ValueError(f"{entry.name}: the notebook has no cell {', '.join(sorted(unknown))}")
    cells = []
    for cell in made.cells:
        name = grade_id(cell) or cell.id
        cell.source = entry.replaced.get(name, cell.source)
        cells.append(cell)
        if name in entry.added:
            cells.append(new_cell("code", entry.added[name], {}))
    made.cells = cells
    return made
