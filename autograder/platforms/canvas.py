"""Canvas: the zip of all submissions, the gradebook file, and the zip of feedback that it takes back.

The formats are those of canvas-lms: lib/content_zipper.rb, lib/gradebook_exporter.rb, lib/gradebook_importer.rb.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from autograder.platforms.archive import Archive, Member
from autograder.platforms.handed_in import HandedIn, Reading, Who, newest_of_copies
from autograder.platforms.sheet import Places, Row, Sheet, SheetError, number

NAME = "canvas"
# {name}[_LATE]_{user}_{attachment}_{file}, or "text.html" or "link.html" in place of the last two. Canvas itself finds
# the ids as the first two numbers between underscores.
_NAMED = re.compile(
    r"(?P<name>.*?)(?P<late>_LATE)?_(?P<user>[0-9]+)_(?:(?P<attachment>[0-9]+)_(?P<file>.+)|(?P<entry>text\.html|link\.html))",
    re.DOTALL,
)
_ANONYMOUS = re.compile(r"(?:LATE_)?anon_[^_]+_(?:[0-9]+_.+|text\.html|link\.html)", re.DOTALL)
_COLUMN = re.compile(r"(?P<title>.*\S)\s+\([0-9]+\)", re.DOTALL)
POINTS_ROW = "points possible"
READ_ONLY = "(read only)"
KEPT = {"EX": "excused", "N/A": "not assigned"}
# Canvas's own, by which teachers see what students see: its login is a digest, and the university has no number of it.
TEST_STUDENT = ("Student, Test", "Test Student")
_DIGEST = re.compile(r"[0-9a-f]{40}")
LOGINS = ("sis login id", "sis user id", "integration id")


def recognises(archive: Archive) -> bool:
    """Whether most files in the archive have names that Canvas gives."""
    return sum(_is_named(one) for one in archive.members) > len(archive.members) / 2


def _is_named(member: Member) -> bool:
    return len(member.parts) == 1 and bool(_ANONYMOUS.fullmatch(member.path) or _NAMED.fullmatch(member.path))


def read(archive: Archive, assignment: str) -> Reading:
    """Everybody's newest files. Canvas does not say when they were handed in, only what was late."""
    found: dict[str, list[tuple[re.Match[str], Member]]] = defaultdict(list)
    not_understood = dict(archive.refused)
    for member in archive.members:
        match = _NAMED.fullmatch(member.path) if len(member.parts) == 1 else None
        if _ANONYMOUS.fullmatch(member.path):
            not_understood[member.path] = "it was handed in anonymously: show names in Canvas and download it again"
        elif match is None:
            not_understood[member.path] = "its name is none that Canvas gives"
        else:
            found[match["user"]].append((match, member))
    return Reading(NAME, tuple(_handed_in(user, files) for user, files in found.items()), not_understood)


def _handed_in(user: str, found: list[tuple[re.Match[str], Member]]) -> HandedIn:
    numbered = [(_attachment(match), member.renamed(match["file"] or match["entry"])) for match, member in found]
    newest = max((match for match, _ in found), key=_attachment)
    origin = {"user": user}
    if newest["attachment"]:
        origin["start"] = f"{newest['name']}{newest['late'] or ''}_{user}_{newest['attachment']}"
    return HandedIn(
        (Who(newest["name"] or user, id=f"{NAME}:{user}", name=newest["name"]),),
        newest_of_copies(numbered),
        attempt=_attachment(newest),
        late=any(match["late"] for match, _ in found),
        origin=origin,
    )


def _attachment(match: re.Match[str]) -> int:
    return int(match["attachment"] or 0)


def feedback_name(origin: dict[str, str], page: str) -> str | None:
    """The name under which Canvas attaches `page` to its owner's submission; None if that submission has no file."""
    return f"{origin['start']}_{page}" if "start" in origin else None


def is_gradebook(sheet: Sheet) -> bool:
    """Whether it is an export of Canvas's gradebook."""
    headings = [heading.casefold() for heading in sheet.headings]
    return "id" in headings[1:3] and "section" in headings and headings[0] in ("student", "lastname")


def people(sheet: Sheet) -> list[tuple[int, Who]]:
    """The students by the number of their row."""
    headings = [heading.casefold() for heading in sheet.headings]
    columns = {heading: column for column, heading in reversed(list(enumerate(headings)))}
    by_parts = headings[0] == "lastname"
    found = []
    for row in range(1, len(sheet.rows)):
        user = sheet.value(row, columns["id"])
        if not (user.isascii() and user.isdigit()):  # the rows of points and of posting have no id
            continue
        name = sheet.value(row, 0)
        if by_parts and (first := sheet.value(row, columns.get("firstname", 1))):
            name = f"{name}, {first}"
        logins = [sheet.value(row, columns[heading]) for heading in LOGINS if heading in columns]
        logins = list(filter(None, logins))
        if name in TEST_STUDENT and all(map(_DIGEST.fullmatch, logins)):
            continue
        email = next((login for login in logins if "@" in login), "")
        found.append((row, Who(name, f"{NAME}:{int(user)}", tuple(logins), email, name)))
    return found


def places(sheet: Sheet, titles: Sequence[str], wanted: str) -> Places:
    """Where the grades go: into the column `wanted`, or the one that has one of `titles`. Raises SheetError."""
    column = _column(sheet, titles, wanted)
    points = next((row for row in range(1, len(sheet.rows)) if sheet.value(row, 0).casefold() == POINTS_ROW), None)
    maximum = number(sheet.value(points, column)) if points else None
    rows = []
    for index, who in people(sheet):
        reason = KEPT.get(sheet.value(index, column).upper(), "")
        if column >= len(sheet.rows[index]):
            reason = "its row ends before the assignment's column"
        rows.append(Row(index, who, maximum, reason and f"{reason} in Canvas"))
    return Places(tuple(rows), column, comma=_has_commas(sheet, column))


def _column(sheet: Sheet, titles: Sequence[str], wanted: str) -> int:
    headings = [heading.casefold() for heading in sheet.headings]
    first = len(headings) - headings[::-1].index("section")
    found = {
        column: heading
        for column, heading in enumerate(sheet.headings)
        if column >= first and _COLUMN.fullmatch(heading) and not _is_read_only(sheet, column)
    }
    listed = ", ".join(found.values()) or "none"
    if wanted:
        same = [column for column, heading in found.items() if _plain(heading) == _plain(wanted) or heading == wanted]
    else:
        known = {_letters(title) for title in titles}
        same = [column for column, heading in found.items() if _letters(_plain(heading)) in known]
    if len(same) != 1:
        asked = f'no assignment "{wanted}"' if wanted else "no one assignment of this name"
        raise SheetError(f"{sheet.name} has {asked}: name it with --column; there are {listed}")
    return same[0]


def _plain(heading: str) -> str:
    match = _COLUMN.fullmatch(heading)
    return match["title"] if match else heading


def _letters(title: str) -> str:
    return "".join(filter(str.isalnum, title.casefold()))


def _is_read_only(sheet: Sheet, column: int) -> bool:
    """Such columns are totals; Canvas says so in the heading or in the row of points."""
    cells = [sheet.headings[column], *(sheet.value(row, column) for row in range(1, min(4, len(sheet.rows))))]
    return any(READ_ONLY in cell.casefold() for cell in cells)


def _has_commas(sheet: Sheet, column: int) -> bool:
    """Whether decimals have a comma: as other numbers in the file; without any, if semicolons separate the cells."""
    texts = [
        sheet.value(row, place) for row in range(1, len(sheet.rows)) for place in range(column, len(sheet.rows[row]))
    ]
    numbers = [text for text in texts if number(text) is not None and not text.isdigit()]
    return any("," in text for text in numbers) or (not numbers and sheet.delimiter == ";")
