"""A submitted folder by value: all that may matter of its files, read once, and nothing made of it yet."""

import itertools
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.grading.assignment import Assignment
from autograder.grading.evidence.record import submission_digest
from autograder.grading.submission import (
    MADE_BY_RUNNING,
    MAX_FILES,
    Contents,
    find_files,
    read_regular,
    walk,
)
from autograder.kernel.limits import MIB
from autograder.kernel.text import one_line

MAX_OTHER_BYTES = 64 * MIB  # of what is no file to take along, but may be a notebook, or hold one
MAX_LISTED = 10


@dataclass(frozen=True)
class Folder:
    """The files by relative path, the notebook of the assignment's own `name` first, if it can be read.

    `is_there` says whether there is anything under that name. `left_out` names what could not be taken along, with the
    reasons; where there was too much, nothing is taken along but a notebook. `listed` are the names, for people.
    """

    name: str
    files: Mapping[str, bytes]
    is_there: bool
    left_out: Mapping[str, str]
    too_many: bool
    listed: str

    @property
    def digest(self) -> str:
        """sha256 of all that was read."""
        return submission_digest(
            self.files.get(self.name), {name: data for name, data in self.files.items() if name != self.name}
        )

    def beside(self, place: str, assignment: Assignment) -> tuple[dict[str, bytes], list[str]]:
        """The student's own files for a notebook in the folder `place`, "" for the top, and what was left out."""
        start = f"{place}/" if place else ""
        inside = {name[len(start) :]: data for name, data in self.files.items() if name.startswith(start)}
        own = {} if self.too_many else {name: data for name, data in inside.items() if _is_own(name, assignment)}
        left_out = {name[len(start) :]: why for name, why in self.left_out.items() if name.startswith(start)}
        return own, Contents({}, left_out, self.too_many).notes


def _is_own(name: str, assignment: Assignment) -> bool:
    """Whether it is a file of the student's to take along."""
    path = PurePosixPath(name)
    first, is_below = path.parts[0], len(path.parts) > 1
    return (
        name not in assignment.files
        and path.suffix != ".ipynb"
        and not (is_below and (first in assignment.files or first in MADE_BY_RUNNING))
    )


def read_folder(folder: Path, assignment: Assignment) -> Folder:
    """What is in `folder`, of which no more is read than its limits allow; links are not followed."""
    name = f"{assignment.name}.ipynb"
    found = find_files(folder, assignment)
    files = _read({name: folder / name, **found.files}, MAX_OTHER_BYTES + sum(map(_size, found.files.values())))
    others = {
        str(path.relative_to(folder)): path
        for path in itertools.islice(walk(folder), MAX_FILES)
        if path.name not in assignment.files
    }
    files |= _read({name: path for name, path in others.items() if name not in files}, MAX_OTHER_BYTES)
    is_there = name in files or _is_there(folder / name)
    return Folder(name, files, is_there, found.left_out, found.too_many, listed(folder))


def folder_of(files: Mapping[str, bytes], assignment: Assignment) -> Folder:
    """The same of files that lie in memory already."""
    name = f"{assignment.name}.ipynb"
    return Folder(name, files, name in files, {}, len(files) > MAX_FILES, _shown(sorted(files)))


def listed(folder: Path) -> str:
    """The names of the files in what was handed in, for people."""
    return _shown([str(path.relative_to(folder)) for path in itertools.islice(walk(folder), MAX_LISTED + 1)])


def _shown(names: list[str]) -> str:
    shown = [one_line(name, 60) for name in names[:MAX_LISTED]]
    return ", ".join([*shown, *(["…"] if len(names) > MAX_LISTED else [])]) or "no files at all"


def _read(paths: Mapping[str, Path], room: int) -> dict[str, bytes]:
    """The bytes of those that are regular files, as far as there is room."""
    files = {}
    for name, path in paths.items():
        data = read_regular(path) if _is_regular(path) else None
        if data is not None:
            room -= len(data)
            if room < 0:
                break
            files[name] = data
    return files


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:  # its path is longer than the system reads
        return False


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except OSError:
        return False
    return True


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
