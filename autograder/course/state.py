"""Where the whole class stands, as `autograder grade` says it when it is done, and what is to be done next."""

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.course.roster import Roster
from autograder.gradebook.course import Course
from autograder.gradebook.standing import Standing, standings

MAX_NAMED = 20


@dataclass(frozen=True)
class ClassState:
    """Students by what is to be done about them. Without a roster nobody is missing, and nobody a stranger to it."""

    assignment: str
    graded: tuple[str, ...]
    to_be_marked: tuple[str, ...]
    left: tuple[str, ...]
    not_graded: tuple[str, ...]
    missing: tuple[str, ...]
    not_on_roster: tuple[str, ...]
    roster: str


def class_state(course: Course, roster: Roster | None) -> ClassState:
    """What the folders, the gradebook and the roster say together."""
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
    )


def _group(standing: Standing | None, answers: list[str]) -> str:
    if standing is None:
        return "not_graded"
    waiting = [name for name, mark in standing.marks.items() if mark is None]
    if not waiting:
        return "graded"
    return "to_be_marked" if set(waiting) <= set(answers) else "left"


def told(state: ClassState) -> Iterator[str]:
    """The state in lines, and last what to do next."""
    counts = {
        "complete": len(state.graded),
        "wait for marks": len(state.to_be_marked),
        "left to a person": len(state.left),
        "not graded yet": len(state.not_graded),
        "handed in nothing": len(state.missing),
    }
    shown = ", ".join(f"{count} {what}" for what, count in counts.items() if count or what == "complete")
    yield f"the class: {shown}"
    if state.missing:
        yield f"handed in nothing: {_named(state.missing)}"
    if state.left:
        yield f"left to a person: {_named(state.left)}; autograder explain says why"
    if state.not_on_roster:
        yield f"not on the roster ({state.roster}): {_named(state.not_on_roster)}"
    yield f"next: {_next(state)}"


def _next(state: ClassState) -> str:
    if not (state.graded or state.to_be_marked or state.left or state.not_graded):
        return f"nobody has handed in: autograder collect {state.assignment} ARCHIVE"
    if state.not_graded:
        return f"{len(state.not_graded)} are to be graded: autograder grade {state.assignment}"
    if state.left:
        verb = "is" if len(state.left) == 1 else "are"
        where = "enter points in the formgrader, or put a readable file into submitted/ and grade again"
        return f"{len(state.left)} {verb} left to a person: {where}"
    if state.to_be_marked:
        verb = "waits" if len(state.to_be_marked) == 1 else "wait"
        return f"{len(state.to_be_marked)} {verb} for marks: autograder mark {state.assignment}"
    give_back = f"autograder give-back {state.assignment} with --canvas, --moodle or --csv FILE"
    commands = f"nbgrader generate_feedback {state.assignment} --force, then {give_back}"
    return f"all is graded and marked: {commands}"


def _named(students: tuple[str, ...]) -> str:
    more = f" and {len(students) - MAX_NAMED} more" if len(students) > MAX_NAMED else ""
    return ", ".join(students[:MAX_NAMED]) + more
