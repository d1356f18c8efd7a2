"""What people are called where somebody has to act: their id, with the name that the course has for it."""

from collections.abc import Callable, Iterable, Mapping

from autograder.course.names import forms
from autograder.course.roster import Roster
from autograder.kernel.text import one_line

MAX_NAME = 100


def called(listed: Mapping[str, str], roster: Roster | None) -> dict[str, str]:
    """Names by student id, where there is one: the roster's, else that of nbgrader's list, which is `listed`."""
    known = {student: name for student, name in listed.items() if name}
    people = roster.people if roster else {}
    return known | {student: one.names[0] for student, one in people.items() if one.names}


def with_name(student: str, names: Mapping[str, str]) -> str:
    """The id, and the name in brackets if there is another one than the id."""
    name = one_line(names.get(student, ""), MAX_NAME)
    shown = one_line(student, MAX_NAME)
    return f"{shown} ({name})" if name and name != shown else shown


def meant(text: str, students: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Which of the `students` the text may mean: by the id, else by the name, else by a part of either."""
    plain, there = text.casefold(), list(students)
    ways: tuple[Callable[[str], bool], ...] = (
        lambda one: one == text,
        lambda one: one.casefold() == plain,
        lambda one: bool(forms(text) & forms(names.get(one, ""))),
        lambda one: bool(plain) and (plain in one.casefold() or plain in names.get(one, "").casefold()),
    )
    found = ([one for one in there if way(one)] for way in ways)
    return next(filter(None, found), [])
