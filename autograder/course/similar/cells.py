"""The cells that people write into, and the text that everybody was given."""

from autograder.course.similar.pairs import CODE_GRAM, PROSE_GRAM, Cell
from autograder.course.similar.tokens import code_tokens, prose_tokens
from autograder.course.similar.winnow import grams
from autograder.grading.assignment import Assignment
from autograder.grading.definitions import definitions


def cells_to_compare(assignment: Assignment) -> list[Cell]:
    """Every cell that is not locked, in the order of the notebook."""
    known = known_names(assignment)
    texts = [*(str(cell.source) for cell in assignment.release_cells.values()), *assignment.texts]
    code = [str(cell.source) for cell in assignment.release_cells.values() if cell.cell_type == "code"]
    words = frozenset(int(one) for text in texts for one in grams(prose_tokens(text), PROSE_GRAM))
    lines = frozenset(int(one) for text in code for one in grams(code_tokens(text, known), CODE_GRAM))
    kinds = {name: cell.cell_type for name, cell in assignment.source_cells.items() if not assignment.is_locked(name)}
    return [
        Cell(name, kind == "markdown", words if kind == "markdown" else lines, known) for name, kind in kinds.items()
    ]


def known_names(assignment: Assignment) -> frozenset[str]:
    """Functions and modules that have the same name in everybody's notebook."""
    code = [str(cell.source) for cell in assignment.source_cells.values() if cell.cell_type == "code"]
    found = [one for source in code for one in definitions(source) if one.kind in ("function", "import")]
    return frozenset(name for one in found for name in one.names)
