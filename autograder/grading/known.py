"""What the assignment's own cells define, and which of their values a student's cell is not to change."""

from collections import Counter

from autograder.grading.assignment import Assignment
from autograder.grading.definitions import Definition, defined_names, definitions
from autograder.student.kernel_student import KnownCell


def known_cells(assignment: Assignment) -> dict[str, KnownCell]:
    """For each of the assignment's code cells, by grade id, what is known of it."""
    gives = _given(assignment)
    return {
        name: KnownCell(name, not assignment.is_locked(name), tuple(defined_names(cell.source)), gives.get(name, ()))
        for name, cell in assignment.source_cells.items()
        if cell.cell_type == "code"
    }


def _given(assignment: Assignment) -> dict[str, tuple[str, ...]]:
    """By locked cell, the values that nothing else assigns, made of no others: settings, and the text."""
    code = {
        name: definitions(cell.source) for name, cell in assignment.source_cells.items() if cell.cell_type == "code"
    }
    every = [one for found in code.values() for one in found]
    times = Counter(name for one in every for name in one.names)
    made = {name for one in every if one.kind != "import" for name in one.names}
    given: dict[str, tuple[str, ...]] = {}
    for cell in filter(assignment.is_locked, code):
        found = [name for one in code[cell] if _is_given(one, made) for name in one.names if times[name] == 1]
        made -= set(found)  # what is made of them alone is given as well
        given[cell] = tuple(found)
    return given


def _is_given(one: Definition, made: set[str]) -> bool:
    is_filled_later = one.source.partition("#")[0].rstrip().endswith(("[]", "{}"))
    is_value = one.kind == "value" and one.is_top and len(one.names) == 1
    return is_value and not is_filled_later and not (one.reads - one.names) & made


def remember(assignment: Assignment) -> None:
    """Reads the assignment's own cells, so that processes that are forked from this one need not."""
    for cell in (*assignment.source_cells.values(), *assignment.release_cells.values()):
        definitions(cell.source)
        defined_names(cell.source)
