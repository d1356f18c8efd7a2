"""Which of a notebook's cells is which of the assignment's: by its marks, or by what stands in it."""

import difflib
from typing import Any

from autograder.grading.assignment import Assignment, Cell
from autograder.grading.definitions import defined_names, stub_names
from autograder.grading.submission import grade_id

LONG = 40  # characters by which a text is known again within another
ALIKE = 0.75  # difflib's ratio: a locked cell with a line changed has above 0.9, two different ones below 0.6
MAX_COMPARED = 20_000


def identify(cells: list[Cell], assignment: Assignment) -> list[str | None]:
    """For each cell the assignment's cell that it is, or None; each of these at most once."""
    marks = [_mark(cell, assignment) for cell in cells]
    claims = [mark or _content(cell, assignment) for mark, cell in zip(marks, cells, strict=True)]
    _claim_successors(claims, cells, assignment)
    _claim_changed(claims, cells, assignment)
    winners: dict[str, tuple[bool, bool, int]] = {}
    for i, (cell, name) in enumerate(zip(cells, claims, strict=True)):
        if name:
            # Of several copies one with work in it counts, one with its mark first, and of these the last.
            rank = (not is_untouched(cell, name, assignment), marks[i] == name, i)
            winners[name] = max(winners.get(name, rank), rank)
    return [name if name and winners[name][-1] == i else None for i, name in enumerate(claims)]


def is_untouched(cell: Cell, name: str, assignment: Assignment) -> bool:
    """Whether the cell holds what was released, or, where it is locked, what an earlier mending put there."""
    known = [assignment.release_cells[name]]
    if assignment.is_locked(name):
        known.append(assignment.source_cells[name])
    return plain(cell.source) in (plain(one.source) for one in known)


def plain(source: str) -> str:
    """The source without what front ends change by themselves: blanks at the ends of lines and of the whole."""
    return "\n".join(line.rstrip() for line in source.replace("\N{NO-BREAK SPACE}", " ").strip().splitlines())


def is_lab_text(cell: Cell, assignment: Assignment) -> bool:
    """Whether it is a cell of the lab's own between those with grade ids."""
    return cell.get("id") in assignment.texts or cell.source.strip() in assignment.texts


def _mark(cell: Cell, assignment: Assignment) -> str | None:
    """What the cell's metadata or its id say."""
    return next((name for name in (grade_id(cell), cell.get("id")) if name in assignment.source_cells), None)


def _content(cell: Cell, assignment: Assignment) -> str | None:
    """The cell of the assignment whose text, or whose definitions, stand in it."""
    source = plain(cell.source)
    defines = defined_names(source) | stub_names(source) if cell.cell_type == "code" else frozenset()
    for name, original in assignment.release_cells.items():
        released = plain(original.source)
        if source and source == released and original.cell_type != "markdown":
            return name
        if assignment.is_locked(name) and len(released) > LONG and released in source:
            return name
        if not assignment.is_locked(name) and original.cell_type == "code":
            wanted = defined_names(assignment.source_cells[name].source)
            if wanted and wanted <= defines:
                return name
    return None


def _claim_successors(claims: list[str | None], cells: list[Cell], assignment: Assignment) -> None:
    """A cell without a mark of its own is the one that belongs after the known cell before it, if that is missing."""
    names = list(assignment.source_cells)
    for i, (claim, cell) in enumerate(zip(claims, cells, strict=True)):
        before = claims[i - 1] if i else None
        if claim is None and before in names[:-1] and not is_lab_text(cell, assignment):
            successor = names[names.index(before) + 1]
            same_type = assignment.source_cells[successor].cell_type == cell.cell_type
            if successor not in claims and not assignment.is_locked(successor) and same_type:
                claims[i] = successor


def _claim_changed(claims: list[str | None], cells: list[Cell], assignment: Assignment) -> None:
    """A locked cell that is missing may be there without its marks and with a line changed."""
    missing = [name for name in assignment.source_cells if name not in claims and assignment.is_locked(name)]
    for i, cell in enumerate(cells):
        if claims[i] is None and not is_lab_text(cell, assignment) and len(cell.source) <= MAX_COMPARED:
            alike = {name: _likeness(cell, assignment.release_cells[name]) for name in missing}
            best = max(alike, key=lambda name: alike[name], default="")
            if best and alike[best] > ALIKE:
                claims[i] = best
                missing.remove(best)


def _likeness(cell: Cell, original: Any) -> float:
    """From 0 to 1, by lines: a notebook may have as many cells as it likes."""
    if cell.cell_type != original.cell_type:
        return 0.0
    matcher = difflib.SequenceMatcher(None, plain(cell.source).splitlines(), plain(original.source).splitlines(), False)
    return matcher.ratio() if matcher.quick_ratio() > ALIKE else 0.0
