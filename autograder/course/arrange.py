"""Arranges the files of a submission as the course folder needs them, and writes them there."""

import contextlib
import hashlib
import itertools
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.grading.assignment import Assignment
from autograder.grading.choose import choose
from autograder.grading.folder import folder_of
from autograder.grading.grade import mend
from autograder.grading.submission import MAX_FILES, MAX_TOTAL_BYTES, read_regular, walk
from autograder.kernel.limits import MIB
from autograder.kernel.text import one_line
from autograder.platforms.archive import Member, Names, UnreadableMember

TIMESTAMP = "timestamp.txt"
UNFINISHED = ".being-collected"
SHOWN = 100  # characters of a name that a student chose


@dataclass(frozen=True)
class Arranged:
    """The files by their new paths, the notebook's old name, and, if it is not the assignment's, the `problem`."""

    files: dict[str, bytes]
    notebook: str = ""
    problem: str = ""
    notes: tuple[str, ...] = ()


def read_files(members: Iterable[Member]) -> tuple[dict[str, bytes], dict[str, str]]:
    """The bytes of one person's files, and why some were left out: a submission may have only so many."""
    files: dict[str, bytes] = {}
    left_out: dict[str, str] = {}
    names, room = Names(), MAX_TOTAL_BYTES
    for member in members:
        if len(files) + len(left_out) >= MAX_FILES:
            left_out["…"] = f"there are more than {MAX_FILES} files; the others were left out"
            break
        reason = names.why_not(member.parts)
        if not reason:
            try:
                data = member.read()
            except UnreadableMember as error:
                reason = str(error)
            else:
                room -= len(data)
                reason = f"the submission has more than {MAX_TOTAL_BYTES // MIB} MiB with it" if room < 0 else ""
        if reason:
            left_out[member.path] = reason
        else:
            files[member.path] = data
    return files, left_out


def digest_of(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def arrange(files: dict[str, bytes], assignment: Assignment) -> Arranged:
    """The files as the course folder needs them.

    The notebook with the student's work, recognised by its cells, gets the assignment's name. Files that lay beside it
    stay beside it, and all others keep their paths.
    """
    folder = folder_of(files, assignment)
    candidate, notes = choose(folder, assignment)
    if candidate is None or candidate.data is None:
        problem = f"there is no notebook in it, but {folder.listed}"
        return Arranged(_without_times(files), problem=problem, notes=tuple(notes))
    own, left_out = candidate.files(folder, assignment)
    _, _, problem = mend(assignment, candidate.data)
    if problem:
        return Arranged(_without_times(files), candidate.name, problem, tuple(notes))
    source = next(name for name in files if candidate.name == name or candidate.name.startswith(f"{name}/"))
    beside = PurePosixPath(source).parent
    moved = {name: data for name, data in own.items() if str(beside / name) != source}
    rest = {name: data for name, data in files.items() if name != source and not _is_below(name, beside, own)}
    content, names = {f"{assignment.name}.ipynb": candidate.data}, Names()
    names.why_not(tuple(content))
    for name, data in (*moved.items(), *rest.items()):
        if reason := names.why_not(PurePosixPath(name).parts):
            left_out.append(f"{one_line(name, SHOWN)} was left out: {reason}")
        else:
            content[name] = data
    # Another name is what collecting expects, and needs no note; several notebooks do.
    told = [note for note in notes if note != f"{one_line(candidate.name, SHOWN)} was used as {folder.name}"]
    return Arranged(_without_times(content), candidate.name, notes=(*told, *left_out))


def _is_below(name: str, folder: PurePosixPath, own: dict[str, bytes]) -> bool:
    path = PurePosixPath(name)
    return path.is_relative_to(folder) and str(path.relative_to(folder)) in own


def _without_times(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files without a student's own timestamp.txt: the platform says when it was handed in."""
    return {name: data for name, data in files.items() if name.casefold() != TIMESTAMP}


def put(place: Path, content: dict[str, bytes], when: datetime | None) -> None:
    """Writes the folder beside its place and then moves it there."""
    made = place.with_name(f"{UNFINISHED}-{place.name}")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    _write(made, content)
    if when:
        write_time(made, when)
    if place.exists():
        shutil.rmtree(place)
    made.rename(place)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Writes files whose names were checked: none leads out of the folder, and a file system can tell them apart."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        with contextlib.closing(os.fdopen(descriptor, "wb")) as file:
            file.write(data)


def write_time(folder: Path, when: datetime) -> None:
    """Writes timestamp.txt as nbgrader's exchange does."""
    text = when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    (folder / TIMESTAMP).write_text(text, encoding="utf-8")


def holds(place: Path, content: dict[str, bytes]) -> bool:
    """Whether `place` holds these files, whatever its time: an earlier call may have been interrupted after them."""
    there = _paths(place)
    return there.keys() == content.keys() and all(read_regular(there[name]) == data for name, data in content.items())


def problem_at(place: Path, assignment: Assignment) -> str:
    """Why what lies there now, mended by hand perhaps, is none of the assignment; "" if it is."""
    found = {name: read_regular(path) for name, path in itertools.islice(_paths(place).items(), MAX_FILES)}
    return arrange({name: data for name, data in found.items() if data is not None}, assignment).problem


def _paths(place: Path) -> dict[str, Path]:
    return {path.relative_to(place).as_posix(): path for path in walk(place) if path.name != TIMESTAMP}
