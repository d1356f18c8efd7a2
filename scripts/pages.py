"""Markdown that reads well as plain text: aligned tables and filled paragraphs."""

from collections.abc import Container, Sequence
from textwrap import fill


def table(header: Sequence[str], rows: Sequence[Sequence[object]], left: Container[int] = ()) -> str:
    """A Markdown table with aligned columns, to the right but for the columns counted in `left`."""
    cells = [list(header), *([str(cell) for cell in row] for row in rows)]
    columns = []
    for i, column in enumerate(zip(*cells, strict=True)):
        width = max(map(len, column))
        rule = ":" + "-" * (width - 1) if i in left else "-" * (width - 1) + ":"
        aligned = [cell.ljust(width) if i in left else cell.rjust(width) for cell in column]
        columns.append([aligned[0], rule, *aligned[1:]])
    return "\n".join(f"| {' | '.join(line)} |" for line in zip(*columns, strict=True))


def wrapped(page: str, width: int = 110) -> str:
    """A Markdown page with its paragraphs and list items filled to `width`, all else as it is."""
    blocks = []
    for block in page.strip().split("\n\n"):
        if block.startswith(("#", "|", "!")):
            blocks.append(block)
        elif block.startswith("- "):
            items = block.removeprefix("- ").split("\n- ")
            blocks.append("\n".join(_fill(item, width, "- ", "  ") for item in items))
        else:
            blocks.append(_fill(block, width))
    return "\n\n".join(blocks) + "\n"


def _fill(text: str, width: int, first: str = "", later: str = "") -> str:
    return fill(" ".join(text.split()), width, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)
