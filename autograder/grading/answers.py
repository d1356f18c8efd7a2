"""A written answer is all of the student's own text from its question to the next cell of the assignment."""

from typing import Any

from autograder.grading.assignment import Assignment, Cell
from autograder.grading.changed import added_lines, is_as_handed_out
from autograder.grading.definitions import parsed
from autograder.grading.identify import is_lab_text, is_untouched
from autograder.grading.submission import new_cell

Chunks = dict[str, list[Cell]]


def gather(chunks: Chunks, assignment: Assignment) -> list[str]:
    """Puts each answer together in its own cell, and returns a note for each that did not stand there alone.

    `chunks` are the assignment's cells by grade id, each with the student's own cells behind it.
    """
    notes = []
    order = list(assignment.source_cells)
    for name in assignment.answers:
        own, before = chunks[name][0], order[order.index(name) - 1]
        parts = [("", own), *(("below it", cell) for cell in _own_text(chunks[name], assignment))]
        if assignment.is_locked(before) and assignment.source_cells[before].cell_type == "markdown":
            above = [("above it", cell) for cell in _own_text(chunks[before], assignment)]
            parts = [*_typed_into(chunks[before][0], before, assignment), *above, *parts]
        texts = {_without_stub(cell.source, name, assignment): where for where, cell in reversed(parts)}
        texts.pop("", None)
        elsewhere = sorted({where for where in texts.values() if where})
        if elsewhere:
            own.source = "\n\n".join(reversed(texts))
            _keep_pictures(own, [cell for _, cell in parts])
            notes.append(f"{name} includes text that stood {' and '.join(elsewhere)}")
    return notes


def _typed_into(question: Cell, name: str, assignment: Assignment) -> list[tuple[str, Cell]]:
    """What was typed into the question's own cell."""
    if is_untouched(question, name, assignment) or is_as_handed_out(question):
        return []
    lines = added_lines(question.source, assignment.release_cells[name].source)
    typed = new_cell("markdown", "\n".join(lines).strip(), {})
    _keep_pictures(typed, [question])
    return [(f"in {name}", typed)]


def _own_text(chunk: list[Cell], assignment: Assignment) -> list[Cell]:
    """The student's texts behind the chunk's first cell, which leave it, up to a text of the lab's."""
    found = []
    for cell in chunk[1:]:
        if is_lab_text(cell, assignment):
            break
        if is_prose(cell):
            found.append(cell)
    chunk[1:] = [cell for cell in chunk[1:] if not any(cell is one for one in found)]
    return found


def is_prose(cell: Cell) -> bool:
    """Whether the cell holds text to read: no code, or a cell of code with nothing that is one."""
    if cell.cell_type != "code":
        return bool(cell.source.strip())
    module = parsed(cell.source)
    return bool(cell.source.strip()) and (module is None or all(_is_string(one) for one in module.body))


def _is_string(statement: Any) -> bool:
    return isinstance(getattr(getattr(statement, "value", None), "value", None), str)


def _without_stub(source: str, name: str, assignment: Assignment) -> str:
    stub = assignment.release_cells[name].source.strip()
    return "\n".join(line for line in source.splitlines() if line.strip() != stub).strip()


def _keep_pictures(own: Cell, cells: list[Cell]) -> None:
    pictures = {name: bundle for cell in cells for name, bundle in cell.get("attachments", {}).items()}
    if pictures:
        own["attachments"] = pictures
