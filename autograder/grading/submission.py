"""Reading a submission: a folder's files as bytes, and its notebook out of whatever state they are in."""

import codecs
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.grading.assignment import Assignment
from autograder.kernel.limits import MIB
from autograder.kernel.text import clean, one_line, shown_pictures

MAX_FILE_BYTES = 32 * MIB
MAX_TOTAL_BYTES = 128 * MIB
MAX_FILES = 500
MAX_LEFT_OUT = 20
MADE_BY_RUNNING = ("results", "feedback")  # folders that nbgrader_config.py ignores as well
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # as nbformat has it
MAX_CELLS = 2000
MAX_CELL_CHARACTERS = 200_000
MAX_CHARACTERS = 500_000  # of all cells together; the solved notebook has 72,000
MAX_PRINTED = 100_000  # characters at the end of what a cell had printed


class UnreadableNotebook(Exception):
    """The file is not a notebook of this assignment; the message says why, in one line."""


@dataclass(frozen=True)
class Contents:
    """What lies in a submission's folder: files to take along, and those to leave out, each with the reason.

    Where there is too much of either, `files` is empty and `left_out` not complete.
    """

    files: dict[str, Path]
    left_out: dict[str, str]
    too_many: bool = False

    @property
    def notes(self) -> list[str]:
        notes = [f"{one_line(name, 100)} was left out: {reason}" for name, reason in self.left_out.items() if reason]
        if self.too_many:
            limits = f"more than {MAX_FILES} files, or more than {MAX_LEFT_OUT} that cannot be read"
            notes.append(f"only the notebook was read: beside it are {limits}")
        return notes


def find_files(folder: Path, assignment: Assignment) -> Contents:
    """The student's own files below `folder`, by relative path.

    Files that the assignment brings are not the student's. Links, pipes and devices are never opened, and what is too
    large stays where it is.
    """
    files: dict[str, Path] = {}
    left_out: dict[str, str] = {}
    total = 0
    for path in walk(folder):
        if len(files) >= MAX_FILES or len(left_out) >= MAX_LEFT_OUT:
            return Contents({}, left_out, too_many=True)
        name = str(path.relative_to(folder))
        about = path.lstat()
        reason = _why_not(path.relative_to(folder), about, MAX_TOTAL_BYTES - total, assignment)
        if reason is not None:
            left_out[name] = reason
        elif name not in assignment.files and path.suffix != ".ipynb":
            total += about.st_size
            files[name] = path
    return Contents(files, left_out)


def _why_not(path: Path, about: os.stat_result, room: int, assignment: Assignment) -> str | None:
    """Why a file is left out; "" if nobody need be told, None if the file is taken."""
    if stat.S_ISDIR(about.st_mode):
        return ""
    if not stat.S_ISREG(about.st_mode):
        return "it is not a regular file"
    if about.st_size > min(room, MAX_FILE_BYTES):
        return "it makes the submission too large"
    if len(path.parts) > 1 and path.parts[0] in assignment.files:
        return f"{path.parts[0]} is a file of the assignment"
    return None


def walk(folder: Path) -> Iterator[Path]:
    """All files below `folder`; links to folders and hidden folders are named and not entered."""
    for directory, subdirectories, names in os.walk(folder):
        closed = [name for name in subdirectories if name.startswith(".") or os.path.islink(f"{directory}/{name}")]
        made = MADE_BY_RUNNING if directory == str(folder) else ()
        subdirectories[:] = sorted(set(subdirectories).difference(closed, made))
        yield from (Path(directory, name) for name in sorted([*names, *closed]))


def read_files(folder: Path, assignment: Assignment) -> dict[str, bytes]:
    """The bytes of the student's own files below `folder`, by relative path."""
    found = find_files(folder, assignment).files
    return {name: data for name, path in found.items() if (data := read_regular(path)) is not None}


def read_regular(path: Path) -> bytes | None:
    """The bytes of a regular file of at most MAX_FILE_BYTES, or None: no link is followed, no pipe waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_FILE_BYTES:
        os.close(descriptor)
        return None
    with open(descriptor, "rb") as file:
        return file.read(MAX_FILE_BYTES)


def parse_notebook(data: bytes) -> Any:
    """The notebook in `data`, of any nbformat, in the current one. Raises UnreadableNotebook."""
    try:
        content = json.loads(_text(data))
    except (ValueError, RecursionError) as error:
        raise UnreadableNotebook("it is not a notebook: its text is not JSON") from error
    if not isinstance(content, dict) or not isinstance(content.get("cells", content.get("worksheets")), list):
        raise UnreadableNotebook("it is not a notebook: it has no list of cells")
    try:
        if isinstance(content.get("cells"), list):
            found = content["cells"]
        else:
            found = nbformat.convert(nbformat.from_dict(content), 4).cells
        cells = [_clean(cell) for cell in found[:MAX_CELLS] if isinstance(cell, dict)]
    except Exception as error:  # nbformat raises whatever a damaged notebook makes it stumble over
        reason = one_line(f"{type(error).__name__}: {error}", 200)
        raise UnreadableNotebook(f"it is a damaged notebook ({reason})") from error
    if sum(len(cell.source) for cell in cells) > MAX_CHARACTERS:
        raise UnreadableNotebook(f"its cells hold more than {MAX_CHARACTERS:,} characters")
    return nbformat.v4.new_notebook(cells=cells, metadata=_kernel_metadata())


def _text(data: bytes) -> str:
    encodings = ["utf-16"] if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ["utf-8-sig", "latin-1"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _clean(cell: Any) -> Any:
    """The cell with a known type, text as source, its pictures, what it had printed, and only nbgrader's metadata."""
    source = cell.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    kept = {"nbgrader": about} if isinstance(about, dict) else {}
    cell_type = cell.get("cell_type")
    source = clean(source.replace("\r\n", "\n"), MAX_CELL_CHARACTERS)
    new = new_cell(cell_type if cell_type in ("code", "raw") else "markdown", source, kept)
    if isinstance(name := cell.get("id"), str) and CELL_ID.fullmatch(name):
        new["id"] = name
    if new.cell_type == "code" and (printed := _printed(cell.get("outputs"))):
        new["outputs"] = [nbformat.v4.new_output("stream", name="stdout", text=printed)]
    if new.cell_type == "markdown" and (pasted := _pictures(cell.get("attachments"))):
        new["attachments"] = pasted
    return new


def _printed(outputs: Any) -> str:
    streams = [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
    texts = [one.get("text") for one in streams if one.get("output_type") == "stream" and one.get("name") == "stdout"]
    parts = ["".join(map(str, text)) if isinstance(text, list) else str(text) for text in texts]
    return clean("".join(parts)[-MAX_PRINTED:], MAX_PRINTED)


def _pictures(attachments: Any) -> dict[str, Any]:
    """The pictures pasted into a cell, of the kinds that browsers only show."""
    pasted = attachments.items() if isinstance(attachments, dict) else ()
    bundles = [(clean(name), shown_pictures(bundle)) for name, bundle in pasted]
    return {name: nbformat.from_dict(bundle) for name, bundle in bundles if bundle}


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
