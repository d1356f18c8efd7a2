"""The state of the whole class, with which `autograder grade` ends, and what to do next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.course.called import called, with_name
from autograder.course.roster import Roster
from autograder.gradebook.course import Course
from autograder.gradebook.standing import Standing, names, standings

MAX_NAMED = 20


@dataclass(frozen=True)
class ClassState:
    """Students by what is to be done about them, and their names.

    Without a roster nobody is missing, and nobody a stranger to it.
    """

    assignment: str
    graded: tuple[str, ...]
    to_be_marked: tuple[str, ...]
    left: tuple[str, ...]
    not_graded: tuple[str, ...]
    missing: tuple[str, ...]
    not_on_roster: tuple[str, ...]
    roster: str
    called: Mapping[str, str]


def class_state(course: Course, roster: Roster | None) -> ClassState:
    """The state, from the folders, the gradebook and the roster."""
    found = standings(course.gradebook, course.assignment.name)
    folders = course.students()
    groups: dict[str, list[str]] = {"graded": [], "to_be_marked": [], "left": [], "not_graded": []}
    for student in sorted({*folders, *found}):
        groups[_group(found.get(student), course.assignment.answers)].append(student)
    listed = set(roster.people) if roster else set(folders)
    return ClassState(
        course.assignment.name,
        **{name: tuple(students) for name, students in groups.items()},
        missing=tuple(sorted(listed.difference(folders, found))),
        not_on_roster=tuple(sorted(set(folders) - listed)),
        roster=roster.source if roster else "",
        called=called(names(course.gradebook), roster),
    )


def is_decided(standing: Standing | None, answers: list[str]) -> bool:
    """Whether every question but the written answers has its points."""
    return _group(standing, answers) in ("graded", "to_be_marked")


def _group(standing: Standing | None, answers: list[str]) -> str:
    if standing is None:
        return "not_graded"
    waiting = [name for name, mark in standing.marks.items() if mark is None]
    if not waiting:
        return "graded"
    return "to_be_marked" if set(waiting) <= set(answers) else "left"


def told(state: ClassState) -> Iterator[str]:
    """The state in lines, and last what to do next, a line for each group that waits for something."""
    counts = {
        "complete": len(state.graded),
        "wait for marks": len(state.to_be_marked),
        "left to a person": len(state.left),
        "not graded yet": len(state.not_graded),
        "handed in nothing": len(state.missing),
    }
    shown = ", ".join(f"{count} {what}" for what, count in counts.items() if count or what == "complete")
    yield f"the whole class: {shown}"
    if state.missing:
        yield f"handed in nothing: {_named(state, state.missing)}"
    if state.left:
        yield f"left to a person: {_named(state, state.left)}; autograder explain says why"
    if state.not_on_roster:
        yield f"not on the roster ({state.roster}): {_named(state, state.not_on_roster)}"
    yield from (f"next: {step}" for step in _next(state))


def _next(state: ClassState) -> Iterator[str]:
    name = state.assignment
    not_graded, left, to_be_marked = len(state.not_graded), len(state.left), len(state.to_be_marked)
    if not_graded:
        yield f"{not_graded} {_are(not_graded)} to be graded: autograder grade {name}"
    if left:
        where = "enter points in the formgrader, or put a readable file into submitted/ and grade again"
        yield f"{left} {_are(left)} left to a person: {where}"
    if to_be_marked:
        verb = "waits" if to_be_marked == 1 else "wait"
        yield f"{to_be_marked} {verb} for marks: autograder mark {name}"
    if not_graded or left or to_be_marked:
        return
    if not state.graded:
        yield f"nobody has handed in: autograder collect {name} ARCHIVE"
        return
    give_back = f"autograder give-back {name} with --canvas, --moodle or --csv FILE"
    yield f"all is graded and marked: nbgrader generate_feedback {name} --force, then {give_back}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _named(state: ClassState, students: tuple[str, ...]) -> str:
    more = f" and {len(students) - MAX_NAMED} more" if len(students) > MAX_NAMED else ""
    return ", ".join(with_name(one, state.called) for one in students[:MAX_NAMED]) + more
