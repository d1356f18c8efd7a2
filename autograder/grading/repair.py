"""Mends a submitted notebook: every cell of the assignment once, of its own type, in its own place.

The student's cells are found by grade id, by cell id, or by what stands in them; locked cells are put back to their
source. What was mended is told, so that it can stand in the feedback.
"""

import re
from typing import Any

import nbformat

from autograder.grading.assignment import Assignment, Cell
from autograder.grading.submission import UnreadableNotebook, grade_id, new_cell

DEFINITION = re.compile(r"^(?:async )?(?:def|class) +(\w+)|^(\w+) *=(?!=)", re.MULTILINE)


def repair(notebook: Any, assignment: Assignment) -> list[str]:
    """Mends `notebook` in place and returns a note for each thing mended.

    Raises UnreadableNotebook when none of its cells is one of the assignment's.
    """
    identities = _identify(notebook.cells, assignment)
    if not any(identities):
        raise UnreadableNotebook(f"it is not the notebook of {assignment.name}: it has none of its cells")
    chunks, notes = _chunks(notebook.cells, identities, assignment)
    order = {name: position for position, name in enumerate(assignment.source_cells)}
    for name in assignment.source_cells:
        if name not in chunks:
            notes.append(f"the cell {name} was missing and was put back in its first state")
            chunks[name] = [new_cell("code", assignment.release_cells[name].source, {})]
    if [name for name in chunks if name] != sorted(
        (name for name in chunks if name), key=order.__getitem__
    ) and not notes:
        notes.append("cells stood in another order and were put back in theirs")
    cells = list(chunks.pop("", []))
    for name in sorted(chunks, key=order.__getitem__):
        own, *extra = chunks[name]
        cells += [_mended(own, name, assignment, notes), *extra]
    notebook.cells = _unique_ids(cells, set(order))
    return notes


def untouched(assignment: Assignment) -> Any:
    """The assignment's cells as they were released, without the text between them."""
    return nbformat.v4.new_notebook(
        cells=[_mended(cell, name, assignment, []) for name, cell in assignment.release_cells.items()]
    )


def _identify(cells: list[Cell], assignment: Assignment) -> list[str | None]:
    """For each cell the assignment's cell that it is, or None; each of these at most once."""
    claims = [_identity(cell, assignment) for cell in cells]
    _claim_successors(claims, cells, assignment)
    winners: dict[str, int] = {}
    for i, (cell, name) in enumerate(zip(cells, claims, strict=True)):
        # Of several copies the last that was worked on counts; an untouched copy never wins over one with work in it.
        if name and (name not in winners or not _is_untouched(cell, name, assignment)):
            winners[name] = i
    return [name if name and winners[name] == i else None for i, name in enumerate(claims)]


def _claim_successors(claims: list[str | None], cells: list[Cell], assignment: Assignment) -> None:
    """A cell without a mark of its own is the one that belongs after the known cell before it, if that is missing."""
    names = list(assignment.source_cells)
    for i, (claim, cell) in enumerate(zip(claims, cells, strict=True)):
        before = claims[i - 1] if i else None
        if claim is None and before in names[:-1]:
            successor = names[names.index(before) + 1]
            same_type = assignment.source_cells[successor].cell_type == cell.cell_type
            if successor not in claims and not assignment.is_locked(successor) and same_type:
                claims[i] = successor


def _identity(cell: Cell, assignment: Assignment) -> str | None:
    for name in (grade_id(cell), cell.get("id")):
        if name in assignment.source_cells:
            return str(name)
    source = cell.source.strip()
    for name, original in assignment.release_cells.items():
        if source and source == original.source.strip() and source != "YOUR ANSWER HERE":
            return name
        if not assignment.is_locked(name) and original.cell_type == "code" == cell.cell_type:
            wanted = _definitions(original.source) or _definitions(assignment.source_cells[name].source)
            if wanted and wanted <= _definitions(source):
                return name
    return None


def _definitions(source: str) -> set[str]:
    """The names that a cell's source defines at its left margin."""
    return {function or variable for function, variable in DEFINITION.findall(source)}


def _is_untouched(cell: Cell, name: str, assignment: Assignment) -> bool:
    return bool(cell.source.strip() == assignment.release_cells[name].source.strip())


def _chunks(
    cells: list[Cell], identities: list[str | None], assignment: Assignment
) -> tuple[dict[str, list[Cell]], list[str]]:
    """Each known cell with the student's own cells that follow it; "" is what stands before the first."""
    chunks: dict[str, list[Cell]] = {}
    notes = []
    current = ""
    for cell, name in zip(cells, identities, strict=True):
        if name:
            current = name
        elif (claimed := grade_id(cell)) in assignment.source_cells:
            notes.append(f"the cell {claimed} was there more than once; one copy counts")
            cell = _plain(cell)
        chunks.setdefault(current, []).append(cell if name else _plain(cell))
    return chunks, notes


def _plain(cell: Cell) -> Cell:
    cell.metadata.pop("nbgrader", None)
    return cell


def _mended(cell: Cell, name: str, assignment: Assignment, notes: list[str]) -> Cell:
    """The cell with the assignment's type and metadata; a locked cell with its source too."""
    original = assignment.source_cells[name]
    if cell.cell_type != original.cell_type and not _is_untouched(cell, name, assignment):
        notes.append(f"the cell {name} had become {cell.cell_type} and was turned back to {original.cell_type}")
    source = original.source if assignment.is_locked(name) else cell.source
    mended = new_cell(original.cell_type, source, dict(assignment.release_cells[name].metadata))
    mended["id"] = name
    if mended.cell_type == "markdown" and "attachments" in cell:
        mended["attachments"] = cell.attachments
    return mended


def _unique_ids(cells: list[Cell], names: set[str]) -> list[Cell]:
    """The cells with ids of their own for those that are not the assignment's."""
    for i, cell in enumerate(cells):
        if grade_id(cell) not in names:
            cell["id"] = f"added-{i}"
    return cells
