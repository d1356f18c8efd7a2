"""Which of the notebooks in a submitted folder is the one to grade."""

import itertools
from pathlib import Path

from autograder.grading.assignment import Assignment
from autograder.grading.grade import mend
from autograder.grading.submission import grade_id, read_regular
from autograder.kernel.text import one_line

MAX_NOTEBOOKS = 10


def choose(folder: Path, assignment: Assignment) -> tuple[Path, list[str]]:
    """The notebook of the assignment's own name, or where that has no work in it, the one with the most.

    The path need not exist where there is no notebook at all. The notes name what was chosen and what was not.
    """
    expected = folder / f"{assignment.name}.ipynb"
    found = (path for path in folder.glob("*.ipynb") if path != expected)
    others = sorted(itertools.islice(found, MAX_NOTEBOOKS))
    if not others:
        return expected, []
    work = {path: worked_on(path, assignment) for path in [expected, *others]}
    best = max(work, key=lambda path: (work[path], path == expected))
    chosen = expected if work[expected] > 0 else best
    left = [one_line(path.name, 100) for path in work if path != chosen and path.exists()]
    name = one_line(chosen.name, 100)
    if not left:
        return chosen, [f"{name} was taken for {expected.name}"]
    return chosen, [f"of several notebooks {name} was graded, and not {', '.join(left)}"]


def worked_on(path: Path, assignment: Assignment) -> int:
    """How many of the assignment's editable cells differ from the release; -1 for what is no notebook of it."""
    notebook, _, problem = mend(assignment, read_regular(path))
    if problem:
        return -1
    sources = {grade_id(cell): cell.source.strip() for cell in notebook.cells}
    editable = [name for name in assignment.source_cells if not assignment.is_locked(name)]
    return sum(sources[name] != assignment.release_cells[name].source.strip() for name in editable)
