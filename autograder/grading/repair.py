"""Mends a submitted notebook: every cell of the assignment once, of its own type, in its own place.

The student's cells are found by their marks or by what stands in them. Locked cells are put back to their source, and
what was added to them is kept beside them. What was mended is told, so that it can stand in the feedback.
"""

from typing import Any

import nbformat

from autograder.grading.answers import gather
from autograder.grading.assignment import Assignment, Cell
from autograder.grading.changed import added_lines, is_as_handed_out, kept_code
from autograder.grading.definitions import parsed
from autograder.grading.identify import identify, is_untouched, plain
from autograder.grading.stubs import give_way
from autograder.grading.submission import UnreadableNotebook, grade_id, new_cell
from autograder.kernel.text import one_line

MAX_QUOTED = 60
ODD_CHARACTERS = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{ZERO WIDTH NO-BREAK SPACE}": ""})


def repair(notebook: Any, assignment: Assignment) -> list[str]:
    """Mends `notebook` in place and returns a note for each thing mended.

    Raises UnreadableNotebook when none of its cells is one of the assignment's.
    """
    odd = _odd_characters(notebook.cells)
    identities = identify(notebook.cells, assignment)
    if not any(identities):
        raise UnreadableNotebook(f"it is not the notebook of {assignment.name}: it has none of the assignment's cells")
    notes = [*odd, *_marks_gone(notebook.cells, identities)]
    chunks = _chunks(notebook.cells, identities, assignment, notes)
    order = {name: position for position, name in enumerate(assignment.source_cells)}
    in_order = [name for name in chunks if name] == sorted((name for name in chunks if name), key=order.__getitem__)
    for name in assignment.source_cells:
        if name not in chunks:
            notes.append(f"the cell {name} was missing and was put back in its first state")
            chunks[name] = [new_cell("code", assignment.release_cells[name].source, {})]
    if not in_order and not notes:
        notes.append("cells were out of order and were put back in order")
    notes += gather(chunks, assignment)
    notes += _put_back(chunks, assignment)
    cells = list(chunks.pop("", []))
    for name in sorted(chunks, key=order.__getitem__):
        own, *extra = chunks[name]
        cells += [_mended(own, name, assignment, notes), *extra]
    notes += give_way(cells, assignment)
    notebook.cells = _unique_ids(cells, set(order))
    return notes


def untouched(assignment: Assignment) -> Any:
    """The assignment's cells as they were released, without the text between them."""
    return nbformat.v4.new_notebook(
        cells=[_mended(cell, name, assignment, []) for name, cell in assignment.release_cells.items()]
    )


def _marks_gone(cells: list[Cell], identities: list[str | None]) -> list[str]:
    """A note if a front end lost nbgrader's marks of cells."""
    gone = [name for cell, name in zip(cells, identities, strict=True) if name and grade_id(cell) != name]
    if not gone:
        return []
    which = f"{len(gone)} cells" if len(gone) > 3 else f"the cell {', '.join(gone)}"
    return [f"nbgrader's metadata was missing from {which}: recognised by cell id or content"]


def _chunks(
    cells: list[Cell], identities: list[str | None], assignment: Assignment, notes: list[str]
) -> dict[str, list[Cell]]:
    """Each known cell with the student's own cells that follow it; "" is what stands before the first."""
    chunks: dict[str, list[Cell]] = {}
    current = ""
    released = {plain(cell.source) for cell in assignment.release_cells.values() if cell.cell_type == "code"}
    for cell, name in zip(cells, identities, strict=True):
        if name:
            current = name
            chunks.setdefault(current, []).insert(0, cell)
            continue
        claimed = grade_id(cell)
        is_copy = cell.cell_type == "code" and plain(cell.source) in released
        if claimed in assignment.source_cells and (is_copy or claimed not in assignment.answers):
            notes.append(f"the cell {claimed} was there more than once; one copy counts")
        if not is_copy:  # a copy of a stub would put it in the place of what was written
            chunks.setdefault(current, []).append(_plain(cell))
    return chunks


def _plain(cell: Cell) -> Cell:
    cell.metadata.pop("nbgrader", None)
    return cell


def _put_back(chunks: dict[str, list[Cell]], assignment: Assignment) -> list[str]:
    """Keeps behind each locked cell what was added to it, and notes which were not as they were handed out."""
    notes = []
    locked = filter(assignment.is_locked, assignment.source_cells)
    changed = [name for name in locked if not is_untouched(chunks[name][0], name, assignment)]
    earlier = [name for name in changed if is_as_handed_out(chunks[name][0])]
    if earlier:  # where cells may have lost or got their marks since
        earlier = [name for name in changed if name in earlier or "nbgrader" not in chunks[name][0].metadata]
        notes.append(
            f"the notebook is from an earlier release: {len(earlier)} locked cells were replaced by today's; "
            "everything the student wrote is kept"
        )
    for name in (name for name in changed if name not in earlier):
        cell, released = chunks[name][0], assignment.release_cells[name]
        kept = kept_code(cell, name, assignment) if released.cell_type == "code" else []
        chunks[name][1:1] = kept
        added = next((line for line in added_lines(cell.source, released.source) if line.strip()), "")
        what = f" (“{one_line(added, MAX_QUOTED)}”)" if added else ""
        where = "; what was added is kept in a cell below it" if kept else ""
        notes.append(f"the locked cell {name} was changed{what} and was put back to its first state{where}")
    return notes


def _mended(cell: Cell, name: str, assignment: Assignment, notes: list[str]) -> Cell:
    """The cell with the assignment's type and metadata; a locked cell with its source too."""
    original = assignment.source_cells[name]
    if cell.cell_type != original.cell_type and not is_untouched(cell, name, assignment):
        notes.append(f"the cell {name} had become {cell.cell_type} and was turned back to {original.cell_type}")
    source = original.source if assignment.is_locked(name) else cell.source
    mended = new_cell(original.cell_type, source, dict(assignment.release_cells[name].metadata))
    mended["id"] = name
    if name in assignment.lab.printed:
        mended["outputs"] = cell.get("outputs", [])
    if mended.cell_type == "markdown" and "attachments" in cell:
        mended["attachments"] = cell.attachments
    return mended


def _odd_characters(cells: list[Cell]) -> list[str]:
    """Replaces odd characters that came with text pasted from a page, if Python refuses the cell because of them."""
    notes = []
    for cell in cells:
        replaced = cell.source.translate(ODD_CHARACTERS) if cell.cell_type == "code" else cell.source
        if replaced != cell.source and parsed(cell.source) is None and parsed(replaced) is not None:
            cell.source = replaced
            notes.append(f"no-break spaces in {grade_id(cell) or 'a cell'} were replaced by ordinary spaces")
    return notes


def _unique_ids(cells: list[Cell], names: set[str]) -> list[Cell]:
    """The cells with ids of their own, and nothing printed, for those that are not the assignment's."""
    for i, cell in enumerate(cells):
        if grade_id(cell) not in names:
            cell["id"] = f"added-{i}"
            if cell.cell_type == "code":
                cell["outputs"] = []
    return cells
