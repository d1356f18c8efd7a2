"""Reads zip files and folders from elsewhere, within limits.

A member's name is checked before it becomes part of a path on this machine. Names that lead out of the archive, links,
and names that a file system cannot tell apart are refused, each with the reason.
"""

import contextlib
import os
import re
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.kernel.limits import MIB

MAX_ENTRIES = 250_000
MAX_DIRECTORY_BYTES = 64 * MIB  # of a zip file's list of members, which Python reads as a whole
MAX_MEMBER_BYTES = 32 * MIB
MAX_INNER_ZIP_BYTES = 4096 * MIB
MAX_NAME = 1000
MAX_PART_BYTES = 255
MAX_REFUSED = 1000
ZIP_ENDING = ".zip"
LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints")
END_RECORD, END_RECORD_BYTES, MAX_COMMENT_BYTES = b"PK\x05\x06", 22, 65_535
END64_RECORD, END64_BYTES = b"PK\x06\x06", 56 + 20  # with its locator
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
# What a damaged or hostile zip file makes its reader raise.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")


class UnreadableArchive(Exception):
    """The file cannot be read as an archive; the message says which file and why, in one line."""


class UnreadableMember(Exception):
    """A file in an archive cannot be read; the message says why."""


@dataclass(frozen=True)
class Member:
    """A file in an archive: its path, "/" between the parts, and how to open it, which raises UnreadableMember."""

    path: str
    open: Callable[[], IO[bytes]] = field(compare=False)

    @property
    def parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts

    @property
    def name(self) -> str:
        return self.parts[-1]

    def renamed(self, path: str) -> "Member":
        return Member(path, self.open)

    def read(self, limit: int = MAX_MEMBER_BYTES) -> bytes:
        """Its bytes, at most `limit` whatever size the archive names. Raises UnreadableMember."""
        try:
            with self.open() as file:
                data = file.read(limit + 1)
        except ZIP_ERRORS as error:
            raise UnreadableMember("it is damaged") from error
        if len(data) > limit:
            raise UnreadableMember(f"it has more than {limit // MIB} MiB")
        return data


@dataclass(frozen=True)
class Archive:
    """The files of an archive that may be read, and the names of those that may not, each with the reason."""

    name: str
    members: tuple[Member, ...]
    refused: dict[str, str]

    def inside(self) -> "Archive | None":
        """The archive without the folder that holds all of it; None if there is no such folder."""
        tops = {member.parts[0] for member in self.members}
        if len(tops) != 1 or any(len(member.parts) == 1 for member in self.members):
            return None
        (top,) = tops
        return Archive(
            self.name, tuple(member.renamed(member.path[len(top) + 1 :]) for member in self.members), self.refused
        )


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive at `path`, a folder or a zip file. Raises UnreadableArchive."""
    if path.is_dir():
        yield _checked(path.name, _of_folder(path))
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableArchive(f"{path} cannot be read: {error.strerror}") from error
    with file, _zip(path.name, file) as archive:
        yield archive


@contextlib.contextmanager
def opened_inner(archive: Archive) -> Iterator[Archive | None]:
    """The zip file in `archive`, if it is the only file there; else None. Raises UnreadableArchive."""
    (only,) = archive.members if len(archive.members) == 1 else (None,)
    if only is None or not only.path.lower().endswith(ZIP_ENDING):
        yield None
        return
    with tempfile.TemporaryFile() as file:
        try:
            _copy(only, file)
        except UnreadableMember as error:
            raise UnreadableArchive(f"{only.path} in {archive.name} cannot be read: {error}") from error
        with _zip(f"{only.path} in {archive.name}", file) as inner:
            yield Archive(inner.name, inner.members, archive.refused | inner.refused)


def _copy(member: Member, target: IO[bytes]) -> None:
    left = MAX_INNER_ZIP_BYTES
    try:
        with member.open() as source:
            while data := source.read(MIB):
                left -= len(data)
                if left < 0:
                    raise UnreadableMember(f"it is larger than {MAX_INNER_ZIP_BYTES // MIB} MiB")
                target.write(data)
    except ZIP_ERRORS as error:
        raise UnreadableMember("it is damaged") from error
    target.seek(0)


@contextlib.contextmanager
def _zip(name: str, file: IO[bytes]) -> Iterator[Archive]:
    try:
        if (size := _directory_bytes(file)) > MAX_DIRECTORY_BYTES:
            raise UnreadableArchive(f"{name}: its list of files has {size // MIB} MiB; divide it into several")
        opened_zip = zipfile.ZipFile(file)
    except ZIP_ERRORS as error:
        raise UnreadableArchive(
            f"{name} is not a zip file that can be read: download it again, or name a list of students behind --roster"
        ) from error
    with opened_zip:
        if len(opened_zip.infolist()) > MAX_ENTRIES:
            raise UnreadableArchive(f"{name} holds more than {MAX_ENTRIES} files: divide it into several")
        yield _checked(name, _of_zip(opened_zip))


def _directory_bytes(file: IO[bytes]) -> int:
    """How long the zip file's list of members is, from its end record (PKWARE's APPNOTE, 4.3.14 and 4.3.16)."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - MAX_COMMENT_BYTES - END_RECORD_BYTES - END64_BYTES)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    found = tail.rfind(END_RECORD)
    if found < 0 or len(tail) < found + END_RECORD_BYTES:
        raise zipfile.BadZipFile("no end record")
    length = int.from_bytes(tail[found + 12 : found + 16], "little")
    large = tail.rfind(END64_RECORD, 0, found)
    if length == 0xFFFFFFFF and large >= 0:
        length = int.from_bytes(tail[large + 40 : large + 48], "little")
    return min(length, size)


@dataclass(frozen=True)
class _Found:
    """An entry of an archive, its name not checked yet; `reason` says why it may not be read, or is ""."""

    name: str
    open: Callable[[], IO[bytes]]
    reason: str


def _of_zip(archive: zipfile.ZipFile) -> Iterator[_Found]:
    for about in archive.infolist():
        if not about.is_dir():
            is_link = stat.S_ISLNK(about.external_attr >> 16)
            reason = "it is a link" if is_link else "it is encrypted" if about.flag_bits & ENCRYPTED_FLAG else ""
            yield _Found(_zip_name(about).replace("\\", "/"), partial(_open_in_zip, archive, about), reason)


def _zip_name(about: zipfile.ZipInfo) -> str:
    """The member's name: many programs write UTF-8 without saying so, and Python then reads code page 437."""
    name = about.orig_filename
    if not about.flag_bits & UTF8_FLAG:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name


def _open_in_zip(archive: zipfile.ZipFile, about: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(about)
    except ZIP_ERRORS as error:
        raise UnreadableMember("it is damaged") from error


def _of_folder(folder: Path) -> Iterator[_Found]:
    for directory, subdirectories, names in os.walk(folder):
        links = [name for name in subdirectories if os.path.islink(os.path.join(directory, name))]
        subdirectories[:] = sorted(set(subdirectories).difference(links))
        for name in sorted([*names, *links]):
            path = Path(directory, name)
            mode = path.lstat().st_mode
            reason = "it is a link" if stat.S_ISLNK(mode) else "" if stat.S_ISREG(mode) else "it is no regular file"
            yield _Found(path.relative_to(folder).as_posix(), partial(_open_in_folder, path), reason)


def _open_in_folder(path: Path) -> IO[bytes]:
    """Opens a regular file; follows no link and waits for no pipe. Raises UnreadableMember."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableMember(f"it cannot be read ({error.strerror})") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableMember("it is no regular file")
    return open(descriptor, "rb")


def _checked(name: str, found: Iterator[_Found]) -> Archive:
    """The archive of the entries `found`: those with safe names are its members, the others are refused."""
    members: list[Member] = []
    refused: dict[str, str] = {}
    names = Names()
    for count, one in enumerate(found):
        if count >= MAX_ENTRIES:
            raise UnreadableArchive(f"{name} holds more than {MAX_ENTRIES} files: divide it into several")
        parts = PurePosixPath(one.name).parts
        if any(part in LITTER or part.startswith("._") for part in parts):
            continue
        reason = one.reason or why_not(one.name) or names.why_not(parts)
        if not reason:
            members.append(Member("/".join(parts), one.open))
        elif len(refused) < MAX_REFUSED:
            refused[one.name] = reason
    return Archive(name, tuple(members), refused)


def why_not(path: str) -> str:
    """Why `path` is not safe below a folder of ours; "" if it is."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or _DRIVE.match(path):
        return "its name is that of a place on a machine"
    if ".." in parts:
        return "its name leads out of the archive"
    if _CONTROL.search(path):
        return "its name holds control characters"
    if len(path) > MAX_NAME or any(len(part.encode("utf-8", "surrogateescape")) > MAX_PART_BYTES for part in parts):
        return "its name is too long"
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return "its name is no text"
    return ""


class Names:
    """The names taken so far, compared as by a file system that ignores case."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def why_not(self, parts: tuple[str, ...]) -> str:
        """Takes the name and returns "", or returns why it collides with a name taken before."""
        for end in range(1, len(parts)):
            folder = "/".join(parts[:end])
            if (key := _key(folder)) in self._files:
                return f"{self._files[key]} is a file"
            if (known := self._folders.setdefault(key, folder)) != folder:
                return f"its folder is {known} but for capitals"
        path = "/".join(parts)
        if (key := _key(path)) in self._folders:
            return f"{self._folders[key]} is a folder"
        if (known := self._files.setdefault(key, "")) == path:
            return "its name is there twice"
        if known:
            return f"its name is {known} but for capitals"
        self._files[key] = path
        return ""


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
