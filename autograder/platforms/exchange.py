"""nbgrader's exchange: its folder `inbound` has a folder for each submission, named after its owner."""

import re
from collections import defaultdict
from datetime import UTC, datetime

from autograder.platforms.archive import Archive, Member
from autograder.platforms.handed_in import HandedIn, Reading, Who

NAME = "exchange"
# nbgrader's ExchangeSubmit: {student}+{assignment}+{time}, and in newer versions "+" and some random characters.
_FOLDER = re.compile(
    r"(?P<student>[^+]+)\+(?P<assignment>[^+]+)\+(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)"
    r"(?: (?P<zone>[A-Za-z]+|[+-]\d{4}))?(?:\+[^+]+)?"
)


def recognises(archive: Archive) -> bool:
    """Whether most files in the archive have names that the exchange gives."""
    named = sum(len(one.parts) > 1 and bool(_FOLDER.fullmatch(one.parts[0])) for one in archive.members)
    return named > len(archive.members) / 2


def read(archive: Archive, assignment: str) -> Reading:
    """All attempts at `assignment`; other assignments are passed over."""
    folders: dict[str, list[Member]] = defaultdict(list)
    not_understood = dict(archive.refused)
    for member in archive.members:
        folder, *below = member.parts
        if below and _FOLDER.fullmatch(folder):
            folders[folder].append(member.renamed("/".join(below)))
        else:
            not_understood[member.path] = "its name is none that nbgrader's exchange gives"
    found = []
    for folder, files in folders.items():
        match = _FOLDER.fullmatch(folder)
        if match and match["assignment"] == assignment:
            student = match["student"]
            who = Who(student, logins=(student,), email=student if "@" in student else "")
            found.append(HandedIn((who,), tuple(files), when=_when(match), origin={"folder": folder}))
    return Reading(NAME, tuple(found), not_understood)


def _when(match: re.Match[str]) -> datetime | None:
    """The time in the folder's name; None if its time zone is not known here."""
    zone = match["zone"] or "UTC"
    offset = {"UTC": "+0000", "GMT": "+0000"}.get(zone, zone)
    try:
        return datetime.fromisoformat(match["when"] + offset).astimezone(UTC)
    except ValueError:
        return None
