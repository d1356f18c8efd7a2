"""What a student changed in a cell that is locked, and what of it is kept when the cell is put back."""

import difflib
import hashlib

from autograder.grading.assignment import Assignment, Cell
from autograder.grading.definitions import defined_names, definitions
from autograder.grading.identify import plain
from autograder.grading.submission import new_cell


def is_as_handed_out(cell: Cell) -> bool:
    """Whether a cell holds what some release had there, by the checksum that nbgrader gave it."""
    return bool(_checksum(cell) == cell.metadata.get("nbgrader", {}).get("checksum"))


def _checksum(cell: Cell) -> str:
    """As nbgrader.utils.compute_checksum has it; to import that takes seconds, in every worker."""
    about = cell.metadata.get("nbgrader", {})
    told = [cell.source, cell.cell_type, *(str(about.get(key)) for key in ("grade", "solution", "locked"))]
    told.append(str(about.get("grade_id")))
    if about.get("grade"):
        told.append(str(float(about["points"])) if isinstance(about.get("points"), (int, float)) else "")
    return hashlib.md5("".join(told).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def kept_code(cell: Cell, name: str, assignment: Assignment) -> list[Cell]:
    """What a student added to a locked code cell: a cell of code, and one of text with what is not to be run.

    Code are imports, functions and settings of names that the lab's own cells do not define.
    """
    lab = assignment.source_cells[name].source
    theirs = frozenset(one for other in assignment.source_cells.values() for one in defined_names(other.source))
    known = {plain(one.source) for one in definitions(lab)}
    added = [one for one in definitions(cell.source) if one.is_top and plain(one.source) not in known]
    solutions = frozenset(_solutions(assignment))
    code = [one.source for one in added if one.kind == "import" or not one.names & (theirs - solutions)]
    in_code = {line.strip() for source in code for line in source.splitlines()}
    rest = [line for line in added_lines(cell.source, lab) if line.strip() not in in_code]
    cells = [new_cell("code", "\n\n".join(dict.fromkeys(code)), {})] if code else []
    if any(line.strip() and not line.strip().startswith("#") for line in rest):
        cells.append(new_cell("raw", f"Added to the cell {name}, and not run:\n\n" + "\n".join(rest), {}))
    return cells


def _solutions(assignment: Assignment) -> list[str]:
    cells = assignment.source_cells.items()
    return [one for name, cell in cells if not assignment.is_locked(name) for one in defined_names(cell.source)]


def added_lines(source: str, original: str) -> list[str]:
    """The lines of `source` that are not in `original`; of one that only became longer, what was added to it."""
    old, new = plain(original).splitlines(), plain(source).splitlines()
    lines: list[str] = []
    for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if tag in ("insert", "replace"):
            for line in new[start:end]:
                before = next((one for one in old[first:last] if one.strip() and line.startswith(one)), "")
                lines.append(line[len(before) :])
    return lines
