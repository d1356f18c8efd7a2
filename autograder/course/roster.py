"""Who is in the course, and which of them a platform means.

The roster is the platform's own export if one was given, else nbgrader's list of students. It is kept in the course
folder: later commands use it, and can tell strangers from students.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.course.manifest import FOLDER, write_json
from autograder.course.names import alike, forms, letters, same
from autograder.gradebook.course import Course
from autograder.gradebook.students import Listed, listed
from autograder.kernel.text import one_line
from autograder.platforms import canvas, moodle, plain
from autograder.platforms.handed_in import Who
from autograder.platforms.sheet import Sheet, SheetError, parse

MAX_HEADINGS = 200  # characters

FILE = "roster.json"
NBGRADER = "nbgrader's list of students"
SAFE = re.compile(r"[\w@-][\w@.-]{0,127}")  # a student id is the name of a folder, and "+" divides names in nbgrader


class RosterError(Exception):
    """The roster cannot be used; the message says why and what to do, in one line."""


@dataclass(frozen=True)
class Person:
    """A student of the course: their id there, and the ids and names that platforms give them."""

    student: str
    ids: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """Whom a platform means: one student, or all of a team; or nobody, and why, and who of `several` it may be.

    `by` says what a student was found by: "id", "login", "email" or "name".
    """

    students: tuple[str, ...] = ()
    is_team: bool = False
    by: str = ""
    reason: str = ""
    several: tuple[str, ...] = ()


@dataclass
class Roster:
    """The people by student id, the source of the list, and, if known, when each handed in, by platform id."""

    source: str
    people: dict[str, Person]
    times: dict[str, datetime] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._by: dict[str, dict[str, set[str]]] = {
            kind: defaultdict(set) for kind in ("id", "login", "email", "name", "group")
        }
        for student, person in self.people.items():
            keys = {
                "id": person.ids,
                "login": [login.casefold() for login in (student, *person.logins)],
                "email": [email.casefold() for email in person.emails],
                "name": [form for name in person.names for form in forms(name)],
                "group": [letters(group) for group in person.groups],
            }
            for kind, values in keys.items():
                for value in values:
                    self._by[kind][value].add(student)

    def find(self, who: Who) -> Found:
        """The student or team on the roster that `who` is.

        Matches the platform's id, then the login, the e-mail, and a name that nobody else has. An id does not match if
        the roster has it with another name: platforms number teams as they number people, and a student can choose a
        name that makes a file look like another's.
        """
        for student in self._by["id"].get(who.id, ()):
            known = self.people[student]
            if _agrees(known, who):
                return Found((student,), by="id")
            if team := self._team(who):
                return Found(team, is_team=True)
            return Found(reason=f"by its number it is {known.names[0]}'s, by its name {who.name}'s")
        for kind, values in (("login", who.logins), ("email", (who.email,)), ("name", tuple(forms(who.name)))):
            found = {student for value in values if value for student in self._by[kind].get(value.casefold(), ())}
            if len(found) == 1:
                return Found(tuple(found), by=kind)
            if found:
                several = tuple(sorted(found))
                return Found(reason=f"several on the roster have this {kind}: {', '.join(several)}", several=several)
        team = self._team(who)
        return (
            Found(team, is_team=True)
            if team
            else Found(reason="nobody on the roster has this id, login, e-mail or name")
        )

    def _team(self, who: Who) -> tuple[str, ...]:
        return tuple(sorted(self._by["group"].get(letters(who.group), ()))) if who.group else ()


def _agrees(person: Person, who: Who) -> bool:
    if not who.name or not person.names:
        return True
    if who.group:
        return any(same(name, who.name) for name in person.names)
    return any(alike(name, who.name) or bool(forms(name) & forms(who.name)) for name in person.names)


def read_roster(course: Course, path: Path | None = None, remember: bool = False) -> Roster | None:
    """The roster of the file at `path`, else the one given before, else nbgrader's; None if there is none.

    `remember` keeps it in the course folder. Raises RosterError.
    """
    there = listed(course.gradebook)
    kept = kept_roster(course.root, course.assignment.name)
    if path is not None:
        roster: Roster | None = _from_file(path, there)
    elif kept and kept.source != NBGRADER:
        roster = kept
    else:
        roster = _from_nbgrader(there, set(kept.people) if kept else set())
    if remember and roster and (kept is None or (kept.source, kept.people) != (roster.source, roster.people)):
        people = [asdict(person) for person in roster.people.values()]
        content = {"source": roster.source, "assignment": course.assignment.name, "people": people}
        _keep(course.root / FOLDER / FILE, content)
    return roster


def _keep(path: Path, content: dict[str, Any]) -> None:
    try:
        write_json(path, content)
    except OSError as error:
        raise RosterError(f"{path} cannot be written ({error.strerror}): the roster is kept there") from error


def _from_nbgrader(there: list[Listed], known: set[str]) -> Roster | None:
    """nbgrader's list without the students whom grading added; None if nobody is left."""
    entered = [one for one in there if one.was_entered or one.id in known]
    return Roster(NBGRADER, {one.id: _person(one) for one in entered}) if entered else None


def _person(one: Listed) -> Person:
    name = ", ".join(filter(None, (one.last_name, one.first_name)))
    ids = (f"{canvas.NAME}:{one.lms_user_id}",) if one.lms_user_id.isdecimal() else ()
    logins, emails, names = ((value,) if value else () for value in (one.lms_user_id, one.email, name))
    return Person(one.id, ids, logins, emails, names)


def _from_file(path: Path, there: list[Listed]) -> Roster:
    sheet = read_sheet(path)
    kind = next((one for one in (canvas, moodle) if one.is_gradebook(sheet)), None)
    if kind is None and not plain.is_list(sheet):
        headings = one_line(", ".join(sheet.headings[:8]), MAX_HEADINGS)
        is_zip = headings.startswith("PK")
        said = "it is a zip file" if is_zip else f"none of its columns is an id or an e-mail: {headings}"
        raise RosterError(f"{path} is not a list of students ({said}): name a CSV file behind --roster")
    found = kind.people(sheet) if kind else plain.people(sheet)
    if not found:
        raise RosterError(f"{path} names no student")
    entered = Roster(NBGRADER, {one.id: _person(one) for one in there})
    people, notes = _numbered(path, [who for _, who in found], entered)
    times = moodle.times(sheet) if kind is moodle else {}
    return Roster(path.name, people, times, notes)


def _numbered(path: Path, found: Sequence[Who], entered: Roster) -> tuple[dict[str, Person], list[str]]:
    """The people by nbgrader's id if it has them, else by login; and notes on those it does not have."""
    people: dict[str, Person] = {}
    notes: list[str] = []
    taken: dict[str, str] = {}
    for who in found:
        match = entered.find(who)
        if match.several:
            may_be = ", ".join(match.several)
            raise RosterError(f"{path}: {who.shown} may be any of {may_be} on {NBGRADER}: enter their e-mails there")
        student = match.students[0] if match.students else _student_id(path, who)
        if student.casefold() in taken:
            raise RosterError(f"{path}: {who.shown} and {taken[student.casefold()]} would both be {student}")
        taken[student.casefold()] = who.shown
        if entered.people and not match.students:
            notes.append(f"{who.shown} is not on {NBGRADER} and would be {student} there")
        people[student] = _with(entered.people.get(student, Person(student)), who)
    return people, notes


def _with(person: Person, who: Who) -> Person:
    """The person, with the platform's ids and names added."""
    return Person(
        person.student,
        _merged(person.ids, (who.id,)),
        _merged(person.logins, who.logins),
        _merged(person.emails, (who.email,)),
        _merged(person.names, (who.name,)),
        _merged(person.groups, (who.group,)),
    )


def _merged(*values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for some in values for value in some if value))


def _student_id(path: Path, who: Who) -> str:
    for candidate in (*who.logins, who.email, who.id.partition(":")[2]):
        if SAFE.fullmatch(candidate):
            return candidate
    raise RosterError(f"{path}: {who.shown} has no login, e-mail or number that could be the name of a folder")


def read_sheet(path: Path) -> Sheet:
    """Reads the platform's file at `path`. Raises RosterError."""
    try:
        return parse(path.name, path.read_bytes())
    except OSError as error:
        raise RosterError(f"{path} cannot be read: {error.strerror}") from error
    except SheetError as error:
        raise RosterError(str(error)) from error


def kept_roster(root: Path, assignment: str) -> Roster | None:
    """The roster that the course at `root` keeps; None where there is none yet. Raises RosterError."""
    path = root / FOLDER / FILE
    try:
        content: dict[str, Any] = json.loads(path.read_bytes())
        of_this = content["assignment"] == assignment
        people = [_loaded(one, of_this) for one in content["people"]]
        return Roster(content["source"], {person.student: person for person in people})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RosterError(f"{path} cannot be read: delete it, and give the roster again") from error


def _loaded(about: dict[str, Any], of_this: bool) -> Person:
    """The person; without Moodle's number unless it is of this assignment: in another it may be another person's."""
    person = Person(about["student"], *(tuple(about[kind]) for kind in ("ids", "logins", "emails", "names", "groups")))
    return person if of_this else replace(person, ids=tuple(one for one in person.ids if not moodle.is_id(one)))
