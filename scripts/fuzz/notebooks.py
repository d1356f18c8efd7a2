"""Notebooks that were changed in every way, and archives of files that are none, to what chooses and mends."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from autograder.grading import assignment as assignments
from autograder.grading.choose import Unzipping
from autograder.grading.folder import folder_of
from autograder.grading.grade import mended
from autograder.grading.recipe import submission_in
from autograder.kernel.limits import MIB
from fuzz.cost import Subject

ROOT = Path(__file__).parents[2]
LAB = "lab13_rnn"
KNOWN = assignments.load(ROOT, LAB)
RELEASED = json.loads((ROOT / "release" / LAB / f"{LAB}.ipynb").read_text(encoding="utf-8"))
CELLS = RELEASED["cells"]
PIECES = [
    *(
        "a = 1\n",
        "(",
        "x\n",
        " \n",
        "\\\n",
        "def f(): pass\n",
        "@a\n",
        "%a\n",
        "!a\n",
        "'''",
        "f'{",
        "a.b",
        "[",
        "\t",
        "-",
        "1+",
    ),
    *("'''", "f'{", "import a\n", "class a:\n", "if a:\n ", "lambda:", "assert True\n", "a?\n", "%%a\n", "#\n"),
    *("\u00a0", "\ufeff", "\ud800", "\x00"),
]
KINDS = ["code", "markdown", "raw", 7]
KEYS = ["nbformat", "nbformat_minor", "metadata", "worksheets", "cells"]
SOURCES = st.builds(lambda piece, many: piece * many, st.sampled_from(PIECES), st.sampled_from([1, 30, 3000, 100_000]))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = [cell["metadata"]["nbgrader"]["grade_id"] for cell in CELLS if "nbgrader" in cell["metadata"]]


def own(source: str, kind: Any, name: str, many: int) -> list[Any]:
    about = {"nbgrader": {"grade_id": name, "locked": False, "grade": True, "points": 90, "solution": True}}
    return [{"cell_type": kind, "metadata": about if i == 0 else {}, "source": f"{source}#{i}"} for i in range(many)]


NUMBERS = st.integers(0, len(CELLS) - 1)
CELL_LISTS = st.lists(
    NUMBERS.map(lambda i: [CELLS[i]])
    | st.builds(own, SOURCES, st.sampled_from(KINDS), st.sampled_from(NAMES), st.sampled_from([1, 2, 900]))
    | st.builds(lambda i, more: [CELLS[i] | {"source": [*CELLS[i]["source"], more]}], NUMBERS, SOURCES)
    | st.builds(lambda i, key, value: [CELLS[i] | {key: value}], NUMBERS, st.sampled_from(list(CELLS[0])), ANYTHING)
    | st.just(CELLS)
    | st.lists(ANYTHING, max_size=3),
    max_size=12,
).map(lambda lists: [cell for cells in lists for cell in cells])
NOTEBOOKS = st.binary(max_size=200) | st.builds(
    lambda cells, more: json.dumps(RELEASED | {"cells": cells} | more).encode(),
    CELL_LISTS,
    st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=2),
)


def mend(data: bytes) -> str:
    notebook, _, problem = mended(KNOWN, data)
    names = [cell.metadata["nbgrader"]["grade_id"] for cell in notebook.cells if "nbgrader" in cell.metadata]
    return "" if names == list(KNOWN.source_cells) else f"cells are missing or double: {problem or names}"


def zipped(members: list[tuple[str, bytes]], cut: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in dict(members).items():
            archive.writestr(name, data)
    made = target.getvalue()
    return made[: len(made) - cut]


PATHS = st.sampled_from(
    [f"{LAB}.ipynb", f"a/{LAB}.ipynb", "b.zip", "../x.ipynb", "/x", "a\\b.ipynb", "x" * 300, "c/d/e.txt", "\x1b"]
)
FIXED = (bytes(MIB), bytes(33 * MIB), b'{"cells": []}', json.dumps(RELEASED).encode(), b"PK\x03\x04")
CONTENTS = st.binary(max_size=100) | st.sampled_from(range(len(FIXED))).map(FIXED.__getitem__)
ZIPS = st.recursive(
    st.builds(zipped, st.lists(st.tuples(PATHS, CONTENTS), max_size=4), st.sampled_from([0, 0, 1, 30])),
    lambda inner: st.builds(
        lambda data, many: zipped([(f"{i}.zip", data) for i in range(many)], 0), inner, st.sampled_from([1, 2, 400])
    ),
    max_leaves=3,
)


def choose(data: bytes) -> str:
    list(Unzipping().notebooks("x.zip", data, ""))
    submission_in(folder_of({"x.zip": data}, KNOWN), KNOWN)
    return ""


SUBJECTS = {
    "notebooks": Subject("notebooks, read and mended", NOTEBOOKS, mend, len, 15.0, 768 * MIB),
    "archives": Subject("zip files, unpacked and chosen from", ZIPS, choose, len, 10.0, 512 * MIB),
}
