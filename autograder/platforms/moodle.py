"""Moodle: the zip of all submissions, the offline grading worksheet, and the zip of feedback that it takes back.

The formats are those of mod/assign: classes/downloader.php, gradingtable.php, feedback/offline/importgradeslib.php and
feedback/file/importziplib.php.
"""

import html
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from autograder.platforms.archive import Archive, Member
from autograder.platforms.handed_in import HandedIn, Reading, Who
from autograder.platforms.moodle_time import moment
from autograder.platforms.sheet import Places, Row, Sheet, SheetError, number

NAME = "moodle"
# {Full Name}_{participant}_assignsubmission_file, with "_" at its end before Moodle 4.1. In a zip without folders the
# file's name follows. A team has the team's name and number; with blind marking the name is "Participant".
_FOLDER = re.compile(r"(?P<name>[^_]*)_(?P<id>[0-9]+)_assignsubmission_(?P<kind>[a-z0-9]+)_?")
_FLAT = re.compile(r"(?P<name>[^_]*)_(?P<id>[0-9]+)_assignsubmission_(?P<kind>[a-z0-9]+)_(?P<file>.+)", re.DOTALL)
_WITHOUT_ID = re.compile(r"[^_]*_assignsubmission_[a-z0-9]+(?:_.*)?", re.DOTALL)
BLIND = "participant"
FILE = "file"
_IDENTIFIER = re.compile(r"[^0-9]*(?P<id>[0-9]+)")
IDENTIFIER, FULL_NAME, STATUS, GROUP = "identifier", "full name", "status", "group"
MANY = 4  # people: if so many all differ in a column, it is no status
GRADE, MAXIMUM = "grade", "maximum grade"
HANDED_IN = "last modified (submission)"
GRADED = "last modified (grade)"
COMMENT = "feedback comments"
CHANGEABLE = "grade can be changed"
# "No" in several languages, as Moodle writes it in the column CHANGEABLE.
NO_WORDS = "no nein non não nee nei nej ne nie ei hayır нет ні いいえ 否 لا לא"
OURS = "Points: "  # what our comments begin with
_TAGS = re.compile(r"<[^>]*>")
_DATE = re.compile(r"\d{4}|\d{1,2}:\d{2}")


def recognises(archive: Archive) -> bool:
    """Whether most files in the archive have names that Moodle gives."""
    return sum(bool(_parsed(one)) or _is_without_id(one) for one in archive.members) > len(archive.members) / 2


def _parsed(member: Member) -> tuple[re.Match[str], str] | None:
    """What the name says about the person, and the file's own name; None if Moodle gives no such name."""
    top = member.parts[0]
    if len(member.parts) > 1 and (match := _FOLDER.fullmatch(top)):
        return match, member.path[len(top) + 1 :]
    if len(member.parts) == 1 and (match := _FLAT.fullmatch(top)):
        return match, match["file"]
    return None


def _is_without_id(member: Member) -> bool:
    return bool(_WITHOUT_ID.fullmatch(member.parts[0]))


def read(archive: Archive, assignment: str) -> Reading:
    """What everybody, or every team, handed in. The zip does not say when; the worksheet does."""
    found: dict[str, list[tuple[re.Match[str], Member]]] = defaultdict(list)
    not_understood = dict(archive.refused)
    for member in archive.members:
        if parsed := _parsed(member):
            match, name = parsed
            found[match["id"]].append((match, member.renamed(name)))
        elif _is_without_id(member):
            not_understood[member.path] = "it is of students in no group: Moodle does not say of whom"
        else:
            not_understood[member.path] = "its name is none that Moodle gives"
    times = Counter(name for name in (files[0][0]["name"] for files in found.values()))
    blind = {name for name, count in times.items() if name.casefold() == BLIND or count > max(1, len(found) / 2)}
    handed_in = tuple(_handed_in(number_, files, blind) for number_, files in found.items())
    return Reading(NAME, handed_in, not_understood)


def _handed_in(participant: str, found: list[tuple[re.Match[str], Member]], blind: set[str]) -> HandedIn:
    first = found[0][0]
    name = "" if first["name"] in blind else first["name"]
    who = Who(name or f"Participant {participant}", id=f"{NAME}:{participant}", name=name, group=name)
    files = sorted(found, key=lambda one: one[0]["kind"] != FILE)  # a text typed into Moodle never hides a file
    named: dict[str, Member] = {}
    for _, member in files:
        named.setdefault(member.path, member)
    return HandedIn((who,), tuple(named.values()), origin={"participant": participant, "name": first["name"]})


def is_id(id_: str) -> bool:
    """Whether it is a participant number of Moodle. A person has another one in each assignment."""
    return id_.startswith(f"{NAME}:")


def origin(ids: Sequence[str], name: str) -> dict[str, str]:
    """How feedback reaches a member of a team: by their own number among `ids`; without one it does not."""
    own = next((id_.partition(":")[2] for id_ in ids if is_id(id_)), "")
    return {"participant": own, "name": name}


def feedback_name(origin: dict[str, str], page: str) -> str | None:
    """The name under which Moodle gives `page` to its owner; None if their participant number is not known."""
    if not origin.get("participant"):
        return None
    name = re.sub(r'[\x00-\x1f/\\:*?"<>|_]+', " ", origin.get("name", "")).strip(" .~") or "Participant"
    return f"{name}_{origin['participant']}_assignfeedback_file/{page}"


def is_gradebook(sheet: Sheet) -> bool:
    """Whether it is an offline grading worksheet, in whatever language its headings are."""
    try:
        _columns(sheet)
    except SheetError:
        return False
    return True


def people(sheet: Sheet) -> list[tuple[int, Who]]:
    """The students by the number of their row."""
    columns = _columns(sheet)
    identity = _identity(sheet, columns)
    found = []
    for row in _data_rows(sheet):
        match = _IDENTIFIER.fullmatch(sheet.value(row, columns[IDENTIFIER]))
        assert match is not None  # _columns looked at them
        name = sheet.value(row, columns[FULL_NAME]) if FULL_NAME in columns else ""
        values = [sheet.value(row, column) for column in identity]
        email = next((value for value in values if "@" in value), "")
        logins = tuple(value for value in values if value and " " not in value and value != email)
        group = sheet.value(row, columns[GROUP]) if GROUP in columns else ""
        shown = name or sheet.value(row, columns[IDENTIFIER])
        found.append((row, Who(shown, f"{NAME}:{int(match['id'])}", logins, email, name, group)))
    return found


def _identity(sheet: Sheet, columns: dict[str, int]) -> list[int]:
    """The columns of the site's identity fields, such as e-mail and username: no two people have the same there."""
    start = columns[FULL_NAME] + 1 if FULL_NAME in columns else 1
    if STATUS in columns:
        return list(range(start, columns[STATUS]))
    rows = _data_rows(sheet)
    found = []
    for column in range(start, columns[GRADE]):
        values = [value for row in rows if (value := sheet.value(row, column))]
        if len(set(values)) == len(values) >= MANY:
            found.append(column)
    return found


def times(sheet: Sheet) -> dict[str, datetime]:
    """When people handed in, by platform id, for each time in the worksheet that can be read."""
    columns = _columns(sheet)
    if HANDED_IN not in columns:
        return {}
    found = ((who.id, moment(sheet.value(row, columns[HANDED_IN]))) for row, who in people(sheet))
    return {id_: when.astimezone(UTC) for id_, when in found if when}


def places(sheet: Sheet) -> Places:
    """Where the grades and comments go. Raises SheetError."""
    columns = _columns(sheet)
    numbers = [sheet.value(row, columns[name]) for row in _data_rows(sheet) for name in (GRADE, MAXIMUM)]
    rows = [
        Row(row, who, number(sheet.value(row, columns[MAXIMUM])), _why_kept(sheet, row, columns))
        for row, who in people(sheet)
    ]
    return Places(tuple(rows), columns[GRADE], columns.get(COMMENT), any("," in text for text in numbers))


def _why_kept(sheet: Sheet, row: int, columns: dict[str, int]) -> str:
    locked = CHANGEABLE in columns and sheet.value(row, columns[CHANGEABLE]).casefold() in NO_WORDS.split()
    return "Moodle lets nobody change this grade" if locked else ""


def comment(text: str, before: str) -> str | None:
    """What to put into a comment cell that held `before`; None if a person wrote `before`."""
    if before and not _TAGS.sub("", html.unescape(before)).strip().startswith(OURS):
        return None
    return html.escape(f"{OURS}{text}", quote=False)


def _data_rows(sheet: Sheet) -> list[int]:
    return [row for row in range(1, len(sheet.rows)) if len(sheet.rows[row]) > 1]


def _columns(sheet: Sheet) -> dict[str, int]:
    """The columns by their English headings; under other headings by what stands in them. Raises SheetError.

    Moodle writes the columns in a fixed order: the identifier is the first, the maximum stands behind the grade, and
    the comments are the last, if there are any.
    """
    headings = [heading.casefold() for heading in sheet.headings]
    rows = _data_rows(sheet)
    if not rows or not all(_IDENTIFIER.fullmatch(sheet.value(row, 0)) for row in rows):
        raise SheetError(f"{sheet.name} is no grading worksheet of Moodle: its first column identifies nobody")
    if all(name in headings for name in (IDENTIFIER, GRADE, MAXIMUM)):
        known = (IDENTIFIER, FULL_NAME, STATUS, GROUP, GRADE, MAXIMUM, CHANGEABLE, HANDED_IN, GRADED, COMMENT)
        return {name: headings.index(name) for name in known if name in headings}
    return {IDENTIFIER: 0} | _by_content(sheet, rows)


def _by_content(sheet: Sheet, rows: list[int]) -> dict[str, int]:
    width = len(sheet.headings)
    maximum = [column for column in range(2, width) if _is_maximum(sheet, rows, column)]
    if len(maximum) != 1:
        asked = "none" if not maximum else "several"
        raise SheetError(f"{sheet.name}: of its columns {asked} can be Moodle's maximum grade: download it in English")
    (place,) = maximum
    columns = {GRADE: place - 1, MAXIMUM: place}
    if not _is_name(sheet, rows, 1):
        return columns | _ending(sheet, rows, place)
    return columns | {FULL_NAME: 1} | _ending(sheet, rows, place)


def _is_maximum(sheet: Sheet, rows: list[int], column: int) -> bool:
    """Whether the column holds one and the same number, and the one before it grades of at most as much."""
    values = {number(sheet.value(row, column)) for row in rows}
    (most,) = values if len(values) == 1 else (None,)
    if not most:
        return False
    grades = [sheet.value(row, column - 1) for row in rows]
    return all(text in ("", "-") or (number(text) is not None and (number(text) or 0) <= most) for text in grades)


def _is_name(sheet: Sheet, rows: list[int], column: int) -> bool:
    return all(any(map(str.isalpha, sheet.value(row, column))) and "@" not in sheet.value(row, column) for row in rows)


def _ending(sheet: Sheet, rows: list[int], maximum: int) -> dict[str, int]:
    """The columns of times and comments, which are behind the maximum: times are dates or "-"."""
    width = len(sheet.headings)
    dated = [column for column in range(maximum + 1, width) if _is_dated(sheet, rows, column)]
    found: dict[str, int] = {}
    if dated:
        found[GRADED] = dated[-1]
        if dated[-1] + 1 == width - 1:
            found[COMMENT] = width - 1
    if len(dated) > 1:
        found |= {HANDED_IN: dated[0], CHANGEABLE: dated[0] - 1}
    return found


def _is_dated(sheet: Sheet, rows: list[int], column: int) -> bool:
    values = [sheet.value(row, column) for row in rows]
    return all(value == "-" or (_DATE.search(value) and len(value) < 60) for value in values)
