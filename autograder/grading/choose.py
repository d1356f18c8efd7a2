"""Which of the notebooks in a submitted folder is the one to grade, in whatever folder or zip file it lies."""

import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.grading.assignment import Assignment
from autograder.grading.folder import Folder
from autograder.grading.grade import MENDING, mended
from autograder.grading.limited import Ended, Failed, limited
from autograder.grading.submission import MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, grade_id, read_regular
from autograder.kernel.text import one_line

MAX_NOTEBOOKS = 10
MAX_NAMED = 3
SHOWN = 100  # characters of a name
MAX_ZIP_DEPTH = 2
ZIP_START = b"PK\x03\x04"
NOT_FROM_ZIP = ("__MACOSX", ".")  # what a name in a zip file begins with that no student made
# What a damaged or hostile zip file, or one that is encrypted, makes its reader raise.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError)


class SeveralNotebooks(Exception):
    """A zip file that was named as one notebook holds several; the message names them, in one line."""


@dataclass(frozen=True)
class Candidate:
    """A file that may be the notebook: its path for people, its bytes, and where the files beside it are.

    These lie in the folder `place`, or were unpacked: `unpacked` by path below the notebook's own folder.
    """

    name: str
    data: bytes | None
    place: str = ""
    unpacked: dict[str, bytes] | None = None

    def files(self, folder: Folder, assignment: Assignment) -> tuple[dict[str, bytes], list[str]]:
        """The student's own files beside it in `folder`, and what was left out."""
        if self.unpacked is None:
            return folder.beside(self.place, assignment)
        own = {name: data for name, data in self.unpacked.items() if name.partition("/")[0] not in assignment.files}
        return {name: data for name, data in own.items() if not name.lower().endswith(".ipynb")}, []


def choose(folder: Folder, assignment: Assignment) -> tuple[Candidate | None, list[str]]:
    """The notebook of the assignment's own name, or where that has no work in it, the one with the most.

    None where there is nothing that may be one. The notes name what was chosen and what was not. All are looked into,
    within limits of time and memory; where that is too much, it is the one of the assignment's own name.
    """
    expected = Candidate(folder.name, folder.files.get(folder.name))
    if not any(_may_hold_one(name, data, folder) for name, data in folder.files.items()):
        return (expected, []) if folder.is_there else (None, [])
    try:
        return limited(lambda grader: _chosen(folder, expected, assignment), print, MENDING, MENDING.judging_seconds)[0]
    except (Ended, Failed):
        note = f"{folder.name} was graded: reading the other files takes too much time or memory"
        return (expected, [note]) if folder.is_there else (None, [])


def _may_hold_one(name: str, data: bytes, folder: Folder) -> bool:
    return data.startswith(ZIP_START) or (name != folder.name and _is_notebook(name, data))


def _chosen(folder: Folder, expected: Candidate, assignment: Assignment) -> tuple[Candidate | None, list[str]]:
    name = expected.name
    others = _others(folder)
    if not others:
        return (expected, []) if folder.is_there else (None, [])
    candidates = [expected, *others] if folder.is_there else others
    work = {name: -1} | {one.name: worked_on(one.data, assignment) for one in candidates}
    best = max(candidates, key=lambda one: work[one.name])
    chosen = expected if work[name] > 0 or work[name] == work[best.name] >= 0 else best
    left = [one_line(one.name, 100) for one in others if one is not chosen and work[one.name] >= 0]
    if chosen is not expected and expected.data is not None and not expected.data.startswith(ZIP_START):
        left.insert(0, name)
    shown = one_line(chosen.name, 100)
    if not left:
        return chosen, [f"{shown} was used as {name}"] if chosen is not expected else []
    return chosen, [f"of several notebooks {shown} was graded, and not {', '.join(left)}"]


def named(path: Path, assignment: Assignment) -> tuple[Candidate, list[str]]:
    """The notebook at `path`; of a zip file, the one in it with the student's work. Raises SeveralNotebooks."""
    data = read_regular(path)
    there = Candidate(path.name, data)
    if not (data and data.startswith(ZIP_START)):
        return there, []
    inside = list(itertools.islice(Unzipping().notebooks(path.name, data, ""), MAX_NOTEBOOKS))
    try:
        seconds = MENDING.judging_seconds
        work = limited(lambda grader: [worked_on(one.data, assignment) for one in inside], print, MENDING, seconds)[0]
    except (Ended, Failed):
        return there, []
    found = [one for one, count in zip(inside, work, strict=True) if count > 0] or inside
    if len(found) > 1:
        names = ", ".join(one_line(one.name.partition("/")[2], SHOWN) for one in found[:MAX_NAMED])
        raise SeveralNotebooks(f"{path} holds several notebooks: {names}{', …' if len(found) > MAX_NAMED else ''}")
    return (found or [there])[0], []


def worked_on(data: bytes | None, assignment: Assignment) -> int:
    """How many of the assignment's editable cells differ from the release; -1 for what is no notebook of it."""
    notebook, _, problem = mended(assignment, data)
    if problem:
        return -1
    sources = {grade_id(cell): cell.source.strip() for cell in notebook.cells}
    editable = [name for name in assignment.source_cells if not assignment.is_locked(name)]
    return sum(sources[name] != assignment.release_cells[name].source.strip() for name in editable)


def _others(folder: Folder) -> list[Candidate]:
    """What else may be a notebook: by its name, or by what stands in it."""
    found: list[Candidate] = []
    unzipping = Unzipping()
    for name, data in sorted(folder.files.items(), key=lambda item: (item[0] != folder.name, *_depth(item[0]))):
        place = name.rpartition("/")[0]
        if data.startswith(ZIP_START):
            found += unzipping.notebooks(name, data, place)
        elif name != folder.name and _is_notebook(name, data):
            found.append(Candidate(name, data, place))
    return found[:MAX_NOTEBOOKS]


def _depth(name: str) -> tuple[int, str]:
    return name.count("/"), name


def _is_notebook(name: str, data: bytes) -> bool:
    if name.lower().endswith(".ipynb") and not data.startswith(ZIP_START):
        return True
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and (b'"cells"' in data or b'"worksheets"' in data)


class Unzipping:
    """Zip files of one submission, of which together no more is unpacked than a submission may hold."""

    def __init__(self) -> None:
        self._room = MAX_TOTAL_BYTES

    def notebooks(self, name: str, data: bytes, place: str, depth: int = 1) -> Iterator[Candidate]:
        """The notebooks in a zip file."""
        members = self._members(data)
        for member, content in sorted(members.items(), key=lambda item: _depth(item[0])):
            if _is_notebook(member, content):
                below = member.rpartition("/")[0]
                start = f"{below}/" if below else ""
                beside = {path[len(start) :]: one for path, one in members.items() if path.startswith(start)}
                yield Candidate(f"{name}/{member}", content, place, beside)
            elif depth < MAX_ZIP_DEPTH and content.startswith(ZIP_START):
                yield from self.notebooks(f"{name}/{member}", content, place, depth + 1)

    def _members(self, data: bytes) -> dict[str, bytes]:
        """The files in a zip file by path, as far as they can be read; the sizes that it names are not believed."""
        found: dict[str, bytes] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for about in archive.infolist()[:MAX_FILES]:
                    path = PurePosixPath(about.filename.replace("\\", "/"))
                    is_odd = path.is_absolute() or ".." in path.parts
                    is_odd = is_odd or any(part.startswith(NOT_FROM_ZIP) for part in path.parts)
                    if about.is_dir() or is_odd or not path.parts:
                        continue
                    with archive.open(about) as member:
                        content = member.read(min(self._room, MAX_FILE_BYTES) + 1)
                    if len(content) <= min(self._room, MAX_FILE_BYTES):
                        found[str(path)] = content
                    self._room -= len(content)
                    if self._room <= 0:
                        break
        except ZIP_ERRORS:
            pass  # what could be read before is there
        return found
