"""What a platform's archive says: who handed in which files, and when. The same for every platform."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from autograder.platforms.archive import Member

NOTEBOOK = ".ipynb"
# How operating systems, browsers, Jupyter and Canvas rename a file when its name exists already.
_COPY_BEFORE = re.compile(r"(?:copy of|kopie von|copie de|copia de|cópia de|kopia|kopie av)\s+", re.IGNORECASE)
_COPY_AFTER = re.compile(r"\s+-\s+(?:copy|kopie|copie|copia|cópia|kopia)|[-_ ]copy(?P<jupyter>\d*)", re.IGNORECASE)
_NUMBER_AFTER = re.compile(r"\s*\((?P<bracketed>\d{1,3})\)|-(?P<plain>\d{1,3})")


@dataclass(frozen=True)
class Who:
    """A person as a platform knows them; what it does not say is empty.

    `shown` is what people read. `id` is the platform's own, with its name before it ("canvas:123"), since two platforms
    may give one number to two persons. `logins` are logins and numbers of the university. `group` is the name of the
    team that may stand in the person's place.
    """

    shown: str
    id: str = ""
    logins: tuple[str, ...] = ()
    email: str = ""
    name: str = ""
    group: str = ""


@dataclass(frozen=True)
class HandedIn:
    """One attempt of one person, or of the several who handed in together.

    `files` have the names that the person gave them. The greater `attempt` is the newer; `when` is in
    UTC. `origin` is what the platform needs to take the feedback back.
    """

    who: tuple[Who, ...]
    files: tuple[Member, ...]
    attempt: int = 0
    when: datetime | None = None
    late: bool = False
    origin: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What a platform's archive holds: what was handed in, and what is not understood, each with the reason."""

    platform: str
    handed_in: tuple[HandedIn, ...]
    not_understood: dict[str, str]


def uncopied(name: str) -> tuple[str, int]:
    """A file's name without its mark as a copy, such as "(1)", and the number of the copy: 0 for the original."""
    path = PurePosixPath(name)
    stem, count = path.stem, 0
    while True:
        if before := _COPY_BEFORE.match(stem):
            stem, count = stem[before.end() :], count + 1
        elif after := _match_end(_COPY_AFTER, stem):
            stem, count = stem[: after.start()], count + int(after["jupyter"] or 1)
        elif after := _match_end(_NUMBER_AFTER, stem):
            stem, count = stem[: after.start()], count + int(after["bracketed"] or after["plain"])
        else:
            return stem + path.suffix, count


def _match_end(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match of `pattern` that ends where `text` ends and leaves something before it."""
    found = [match for match in pattern.finditer(text) if match.end() == len(text) and match.start() > 0]
    return found[0] if found else None


def newest_of_copies(files: list[tuple[int, Member]]) -> tuple[Member, ...]:
    """The files; of notebooks whose names mark them as copies of each other, only the newest."""
    newest: dict[str, tuple[int, Member]] = {}
    for number, member in files:
        name = uncopied(member.path)[0] if member.path.lower().endswith(NOTEBOOK) else member.path
        if name not in newest or newest[name][0] < number:
            newest[name] = (number, member)
    return tuple(member for _, member in newest.values())
