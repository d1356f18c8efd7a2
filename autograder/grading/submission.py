"""Reading a submission: a folder's files as bytes, and its notebook out of whatever state they are in."""

import codecs
import json
import os
import stat
from pathlib import Path
from typing import Any

import nbformat

from autograder.grading.assignment import Assignment

MAX_FILE_BYTES = 32 * 2**20
MAX_TOTAL_BYTES = 128 * 2**20
MAX_FILES = 500
MAX_CELLS = 2000


class UnreadableNotebook(Exception):
    """The file is not a notebook of this assignment; the message says why, in one line."""


def read_files(folder: Path, assignment: Assignment) -> tuple[dict[str, bytes], list[str]]:
    """The student's own files below `folder` by relative path, and a note for each that was left out.

    Files that the assignment brings are not the student's. Links, pipes and devices are never opened, and what is too
    large stays where it is.
    """
    files: dict[str, bytes] = {}
    notes: list[str] = []
    total = 0
    for directory, subdirectories, names in os.walk(folder):
        subdirectories[:] = sorted(name for name in subdirectories if not name.startswith("."))
        for path in sorted(Path(directory) / name for name in names):
            relative = path.relative_to(folder).as_posix()
            if relative in assignment.files or relative.endswith(".ipynb"):
                continue
            about = path.lstat()
            if not stat.S_ISREG(about.st_mode):
                notes.append(f"{relative} was left out: it is not a regular file")
            elif about.st_size > MAX_FILE_BYTES or total + about.st_size > MAX_TOTAL_BYTES or len(files) >= MAX_FILES:
                notes.append(f"{relative} was left out: the submission is too large with it")
            else:
                total += about.st_size
                files[relative] = path.read_bytes()
    return files, notes


def parse_notebook(data: bytes) -> Any:
    """The notebook in `data`, of any nbformat, in the current one. Raises UnreadableNotebook."""
    try:
        content = json.loads(_text(data))
    except (ValueError, RecursionError) as error:
        raise UnreadableNotebook("it is not a notebook: its text is not JSON") from error
    if not isinstance(content, dict) or not isinstance(content.get("cells", content.get("worksheets")), list):
        raise UnreadableNotebook("it is not a notebook: it has no list of cells")
    try:
        notebook = nbformat.convert(nbformat.from_dict(content), 4)
    except Exception as error:  # nbformat raises whatever a damaged notebook makes it stumble over
        raise UnreadableNotebook(f"it is a damaged notebook ({type(error).__name__}: {error})") from error
    notebook.cells = [_clean(cell) for cell in notebook.cells[:MAX_CELLS] if isinstance(cell, dict)]
    return nbformat.v4.new_notebook(cells=notebook.cells, metadata=_kernel_metadata())


def _text(data: bytes) -> str:
    encodings = ["utf-16"] if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ["utf-8-sig", "latin-1"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _clean(cell: Any) -> Any:
    """The cell with a known type, text as source, no outputs, and nothing in its metadata but nbgrader's."""
    source = cell.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    kept = {"nbgrader": about} if isinstance(about, dict) else {}
    cell_type = cell.get("cell_type")
    new = new_cell(cell_type if cell_type in ("code", "raw") else "markdown", source.replace("\r\n", "\n"), kept)
    if isinstance(cell.get("id"), str):
        new["id"] = cell["id"]
    return new


def new_cell(cell_type: str, source: str, metadata: dict[str, Any]) -> Any:
    """A new cell without outputs; `cell_type` is code, markdown or raw."""
    make = getattr(nbformat.v4, f"new_{cell_type}_cell")
    return make(source, metadata=nbformat.from_dict(metadata))


def _kernel_metadata() -> dict[str, Any]:
    spec = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {"kernelspec": spec, "language_info": {"name": "python"}}


def grade_id(cell: Any) -> str | None:
    """The grade id in the cell's metadata, if it is a string."""
    found = cell.metadata.get("nbgrader", {}).get("grade_id")
    return found if isinstance(found, str) else None
