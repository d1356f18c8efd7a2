"""A zip or a folder that somebody made by hand: one notebook or folder a student, named after them."""

import re
from collections import defaultdict
from pathlib import PurePosixPath

from autograder.platforms.archive import Archive, Member
from autograder.platforms.handed_in import HandedIn, Reading, Who, uncopied
from autograder.platforms.sheet import Sheet

NAME = "plain"


def read(archive: Archive, assignment: str) -> Reading:
    """One attempt for each name at the top; "Ada (1).ipynb" is newer than "Ada.ipynb"."""
    tops: dict[str, list[Member]] = defaultdict(list)
    for member in archive.members:
        tops[member.parts[0]].append(member)
    handed_in = tuple(_handed_in(top, files, assignment) for top, files in tops.items())
    return Reading(NAME, handed_in, dict(archive.refused))


def _handed_in(top: str, files: list[Member], assignment: str) -> HandedIn:
    is_file = len(files) == 1 and len(files[0].parts) == 1
    name, copy = uncopied(top) if is_file else (top, 0)
    stem = PurePosixPath(name).stem if is_file else name
    whole = PurePosixPath(top).stem if is_file else top
    own = files if is_file else _of_assignment(top, files, assignment)
    names = tuple(dict.fromkeys([whole, stem, _without(assignment, stem)]))
    return HandedIn((Who(top, logins=names, email=whole, name=names[-1]),), tuple(own), attempt=copy)


def _of_assignment(top: str, files: list[Member], assignment: str) -> list[Member]:
    """The files below the person's folder; if it is one of nbgrader's `submitted/`, only the assignment's."""
    inside = [member.renamed(member.path[len(top) + 1 :]) for member in files]
    start = f"{assignment}/"
    own = [member.renamed(member.path[len(start) :]) for member in inside if member.path.startswith(start)]
    return own or inside


def _without(assignment: str, stem: str) -> str:
    """A file's name without the assignment's name, which people put before or after their own."""
    bare = re.sub(re.escape(assignment), "", stem, flags=re.IGNORECASE).strip(" _-.")
    return bare.replace("_", " ") or stem


# What lists of students call their columns: nbgrader's own import, Gradescope's roster, Moodle's list of participants.
_HEADINGS = {
    "login": ("id", "student_id", "student id", "sid", "username", "user name", "login", "netid", "id number"),
    "lms": ("lms_user_id",),
    "email": ("email", "email address", "e-mail", "e-mail address"),
    "first": ("first_name", "first name", "firstname", "given name"),
    "last": ("last_name", "last name", "lastname", "surname", "family name"),
    "name": ("name", "full name", "student", "student name"),
}


def is_list(sheet: Sheet) -> bool:
    """Whether it is a list of students: a column identifies them."""
    return bool({"login", "email"} & {kind for kind, _ in _columns(sheet)})


def people(sheet: Sheet) -> list[tuple[int, Who]]:
    """The students by the number of their row."""
    columns = _columns(sheet)
    found = []
    for row in range(1, len(sheet.rows)):
        values = {kind: [sheet.value(row, column) for one, column in columns if one == kind] for kind in _HEADINGS}
        logins = tuple(filter(None, values["login"] + values["lms"]))
        first, last, name = ("".join(values[kind][:1]) for kind in ("first", "last", "name"))
        name = name or (f"{last}, {first}" if last and first else last or first)
        email = "".join(values["email"][:1])
        if logins or email:
            found.append((row, Who(name or email or logins[0], logins=logins, email=email, name=name)))
    return found


def columns_about_people(sheet: Sheet) -> set[int]:
    """The columns that say who somebody is."""
    return {column for _, column in _columns(sheet)}


def _columns(sheet: Sheet) -> list[tuple[str, int]]:
    headings = [heading.casefold() for heading in sheet.headings]
    return [
        (kind, headings.index(heading)) for kind, names in _HEADINGS.items() for heading in names if heading in headings
    ]
