"""What a student's own cells define, wherever they stand, wins over a stub of the release."""

from autograder.grading.assignment import Assignment, Cell
from autograder.grading.definitions import Definition, defined_names, definitions, stub_names
from autograder.grading.identify import is_untouched
from autograder.grading.submission import grade_id

ELSEWHERE = "# The code for this cell stands in another cell."


def give_way(cells: list[Cell], assignment: Assignment) -> list[str]:
    """Takes stubs out of the solution cells whose functions stand in other cells; returns a note for each.

    A definition that stands only behind the cell that tests it is copied to its place, with what it needs.
    """
    notes = []
    places = {grade_id(cell): i for i, cell in enumerate(cells)}
    students = [i for i, cell in enumerate(cells) if _is_students(cell, assignment)]
    defined = {i: defined_names(cells[i].source) for i in students}
    for name, cell in ((name, cells[places[name]]) for name in _solution_cells(assignment)):
        here, tested = places[name], places[_tested_by(name, assignment)]
        wanted = defined_names(assignment.source_cells[name].source)
        others = {i: defined[i] & wanted for i in students if i != here and defined[i] & wanted - defined[here]}
        found = frozenset().union(*others.values())
        if is_untouched(cell, name, assignment) and found:
            cell.source = ELSEWHERE
        elif found & stub_names(cell.source):
            cell.source = _without(cell.source, found & stub_names(cell.source))
        late = {i for i in others if i > tested and not any(others[i] <= others[j] for j in others if j < tested)}
        late |= _helpers(cell.source, here, tested, defined, assignment)
        copied = [one for i in sorted(late) for one in definitions(cells[i].source) if _can_move(one, wanted)]
        if copied:
            cell.source = "\n\n\n".join([*dict.fromkeys(one.source for one in copied), cell.source])
        if found:
            where = ", below its test" if late else ""
            notes.append(f"{', '.join(sorted(found))} was found in another cell than {name}{where}")
        elif late:
            notes.append(f"{name} needs code that stood below its test: it was copied up")
    return notes


def _is_students(cell: Cell, assignment: Assignment) -> bool:
    name = grade_id(cell)
    return cell.cell_type == "code" and (name is None or not assignment.is_locked(name))


def _solution_cells(assignment: Assignment) -> list[str]:
    cells = assignment.source_cells.items()
    return [name for name, cell in cells if cell.cell_type == "code" and not assignment.is_locked(name)]


def _tested_by(name: str, assignment: Assignment) -> str:
    """The graded cell behind the solution cell `name`, or what stands last."""
    order = list(assignment.source_cells)
    behind = order[order.index(name) + 1 :]
    return next((one for one in behind if one in assignment.graded and assignment.is_locked(one)), order[-1])


def _helpers(
    source: str, here: int, tested: int, defined: dict[int, frozenset[str]], assignment: Assignment
) -> set[int]:
    """The student's cells behind the test that alone define a name which the functions in `source` use."""
    used = frozenset(name for one in definitions(source) if one.kind == "function" for name in one.reads)
    theirs = (defined_names(cell.source) for cell in assignment.source_cells.values() if cell.cell_type == "code")
    known = frozenset().union(*theirs, *(names for i, names in defined.items() if i <= tested))
    return {i for i, names in defined.items() if i > tested and names & (used - known)}


def _can_move(one: Definition, wanted: frozenset[str]) -> bool:
    """Whether it can be copied: functions, imports and plain values; computed values if the cell should define them."""
    return not one.is_stub and (one.kind != "value" or "(" not in one.source or bool(one.names & wanted))


def _without(source: str, names: frozenset[str]) -> str:
    """The cell without its stubs of these functions."""
    lines = source.splitlines()
    for one in definitions(source):
        if one.is_stub and one.names <= names:
            lines[one.first - 1 : one.last] = [""] * (one.last - one.first + 1)
    return "\n".join(lines)
