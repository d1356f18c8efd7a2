"""A platform's CSV file: single cells are filled, every other byte stays as it was."""

import re
from dataclasses import dataclass, field

from autograder.kernel.text import clean
from autograder.platforms.handed_in import Who

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
DELIMITERS = ",;\t"
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")


class SheetError(Exception):
    """The file is not the one that was expected; the message says what is wrong, in one line."""


@dataclass(frozen=True)
class Cell:
    """A cell's value, and its start and end in the text, quotes included."""

    value: str
    start: int
    end: int


@dataclass
class Sheet:
    """The file `name`, its text as it is, and its rows of cells; the first row has the headings."""

    name: str
    text: str
    encoding: str
    delimiter: str
    rows: list[list[Cell]]
    _filled: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def headings(self) -> list[str]:
        return [clean(cell.value).strip() for cell in self.rows[0]]

    def value(self, row: int, column: int) -> str:
        """The cell's value without blanks around it, fit to be printed; "" where the row is too short."""
        cells = self.rows[row]
        return clean(cells[column].value).strip() if column < len(cells) else ""

    def fill(self, row: int, column: int, value: str) -> None:
        """Puts `value` into the cell, in quotes where it needs them or the cell had them."""
        cell = self.rows[row][column]
        was_quoted = self.text[cell.start : cell.end].startswith('"')
        if was_quoted or any(sign in value for sign in (self.delimiter, '"', "\r", "\n")):
            value = '"' + value.replace('"', '""') + '"'
        self._filled[row, column] = value

    def encoded(self) -> bytes:
        """The file with what was filled in."""
        parts, at = [], 0
        for (row, column), value in sorted(self._filled.items()):
            cell = self.rows[row][column]
            parts += [self.text[at : cell.start], value]
            at = cell.end
        return "".join([*parts, self.text[at:]]).encode(self.encoding)


@dataclass(frozen=True)
class Row:
    """A person's line in a platform's file; `kept` says why their grade's cell is not to be touched."""

    index: int
    who: Who
    maximum: float | None
    kept: str = ""


@dataclass(frozen=True)
class Places:
    """Where in a platform's file the grades go, and the comments if it takes any."""

    rows: tuple[Row, ...]
    grade: int
    comment: int | None = None
    comma: bool = False  # in decimals


def parse(name: str, data: bytes) -> Sheet:
    """The file's cells. Raises SheetError."""
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError(f"{name} is no text") from error
    first = text.removeprefix(BOM).partition("\n")[0]
    delimiter = max(DELIMITERS, key=re.sub(r'"[^"]*"', "", first).count)
    rows = _rows(name, text, delimiter)
    if not rows:
        raise SheetError(f"{name} is empty")
    return Sheet(name, text, encoding, delimiter, rows)


def _encoding(data: bytes) -> str:
    """An encoding that turns the decoded text back into the same bytes."""
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _rows(name: str, text: str, delimiter: str) -> list[list[Cell]]:
    plain, quoted = re.compile(f"[^{delimiter}\r\n]*"), re.compile('"(?:[^"]|"")*"')
    rows: list[list[Cell]] = []
    at = len(text) - len(text.removeprefix(BOM))
    while at < len(text):
        row: list[Cell] = []
        while True:
            start = at
            inside = ""
            if text.startswith('"', at):
                if not (match := quoted.match(text, at)):
                    raise SheetError(
                        f"{name}: a quote that is opened in line {text.count(chr(10), 0, at) + 1} never ends"
                    )
                at = match.end()
                inside = match[0][1:-1].replace('""', '"')
            end = plain.match(text, at)
            assert end is not None
            row.append(Cell(inside + end[0], start, end.end()))
            at = end.end()
            if not text.startswith(delimiter, at):
                break
            at += 1
        rows.append(row)
        at += 2 if text.startswith("\r\n", at) else 1
    return rows


def number(text: str) -> float | None:
    """The number in a cell, with a point or a comma for decimals; None where there is none."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def written(value: float, comma: bool) -> str:
    """A grade as platforms write it, with two decimals."""
    text = f"{value:.2f}"
    return text.replace(".", ",") if comma else text
