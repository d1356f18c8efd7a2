"""Moodle's gradebook as a CSV file, for courses that give grades back there and not by a worksheet.

Its import (grade/import/csv) finds people by id, number, e-mail or username, takes "-" and empty cells for no grade,
and rejects the whole file if it does not know somebody: so no line is ever added.
"""

import re
from collections.abc import Sequence

from autograder.platforms import plain
from autograder.platforms.sheet import Places, Row, Sheet, SheetError, number

# {Kind}: {title} ({how the grade is shown}), in the site's language; the kind and what is in brackets may be missing.
_COLUMN = re.compile(r"(?:[^:]+:\s*)?(?P<title>.*?\S)(?:\s*\([^()]*\))?", re.DOTALL)


def is_gradebook(sheet: Sheet) -> bool:
    """Whether it lists people and has other columns besides."""
    return plain.is_list(sheet) and bool(_grades(sheet))


def places(sheet: Sheet, titles: Sequence[str], wanted: str) -> Places:
    """Where the grades go: into the column `wanted`, or the one that has one of `titles`. Raises SheetError."""
    columns = _grades(sheet)
    known = {_letters(title) for title in ([wanted] if wanted else titles)}
    same = [
        column
        for column, heading in columns.items()
        if known & {_letters(heading), _letters(_title(heading)), _letters(heading.partition(":")[2])}
    ]
    if len(same) != 1:
        listed = ", ".join(columns.values())
        raise SheetError(
            f"{sheet.name} has no one column of this assignment: name it with --column; there are {listed}"
        )
    rows = tuple(Row(row, who, None) for row, who in plain.people(sheet) if same[0] < len(sheet.rows[row]))
    texts = [sheet.value(row, column) for row in range(1, len(sheet.rows)) for column in columns]
    decimals = [text for text in texts if number(text) is not None and not text.isdigit()]
    comma = any("," in text for text in decimals) or (not decimals and sheet.delimiter == ";")
    return Places(rows, same[0], comma=comma)


def _grades(sheet: Sheet) -> dict[int, str]:
    """The columns that may hold grades: each of their cells is a number, "-" or empty."""
    about = plain.columns_about_people(sheet)
    return {
        column: heading
        for column, heading in enumerate(sheet.headings)
        if column not in about
        and heading
        and all(
            (text := sheet.value(row, column)) in ("", "-") or number(text) is not None
            for row in range(1, len(sheet.rows))
        )
    }


def _title(heading: str) -> str:
    match = _COLUMN.fullmatch(heading)
    return match["title"] if match else heading


def _letters(title: str) -> str:
    return "".join(filter(str.isalnum, title.casefold()))
