"""Of a platform's file nothing changes but the cells that are filled."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.platforms.sheet import SheetError, number, parse, written

VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
ROWS = st.lists(st.lists(VALUES, min_size=2, max_size=2), min_size=1, max_size=6)


@given(rows=ROWS, delimiter=st.sampled_from(",;\t"), end=st.sampled_from(["\n", "\r\n"]), mark=st.booleans())
@settings(max_examples=300, deadline=None)
def test_it_reads_what_csv_reads_and_gives_back_the_same_bytes(rows, delimiter, end, mark):
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    data = target.getvalue().encode("utf-8-sig" if mark else "utf-8")
    sheet = parse("x.csv", data)
    assert sheet.encoded() == data
    if sheet.delimiter == delimiter:
        assert [[cell.value for cell in row] for row in sheet.rows] == rows


FILES = {
    "a mark and CRLF": b'\xef\xbb\xbfName,Grade\r\n"O\'Neil, Mary",\r\nZo\xc3\xab,"1.00"\r\n',
    "no line end": b"Name,Grade\nLi,",
    "latin-1": "Name;Grade\nZoë;\n".encode("latin-1"),
    "utf-16": "\N{ZERO WIDTH NO-BREAK SPACE}Name\tGrade\n李\t\n".encode("utf-16-le"),
    "blank lines": b"Name,Grade\n\nLi,\n\n",
    "odd quotes": b'Name,Grade\n"a""b" c,\nd"e,\n',
    "formulas": b'Name,Grade\n"=1+1",\n@x,\n-2,\n',
    "right to left": "Name,Grade\nדוד לוי,\n".encode(),
}


@pytest.mark.parametrize("kind", FILES)
def test_not_a_byte_changes_but_the_cells(kind):
    sheet = parse("x.csv", FILES[kind])
    assert sheet.encoded() == FILES[kind]
    row = max(row for row in range(len(sheet.rows)) if len(sheet.rows[row]) == 2)
    cell = sheet.rows[row][1]
    sheet.fill(row, 1, "7.50")
    quoted = sheet.text[cell.start : cell.end].startswith('"')
    expected = sheet.text[: cell.start] + ('"7.50"' if quoted else "7.50") + sheet.text[cell.end :]
    assert sheet.encoded() == expected.encode(sheet.encoding)


def test_a_comma_in_what_is_filled_in_is_quoted():
    sheet = parse("x.csv", b"Name,Grade\nLi,\n")
    sheet.fill(1, 1, '85,50 "x"')
    assert sheet.encoded() == b'Name,Grade\nLi,"85,50 ""x"""\n'


def test_cells_are_filled_in_any_order():
    sheet = parse("x.csv", b"a,b\n1,2\n3,4\n")
    for row, column, value in ((2, 1, "d"), (1, 0, "a"), (1, 1, "b")):
        sheet.fill(row, column, value)
    assert sheet.encoded() == b"a,b\na,b\n3,d\n"


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "x.csv is empty"), (b'a,b\n"never,', "opened in line 2 never ends")]
)
def test_what_is_no_table_is_named(data, reason):
    with pytest.raises(SheetError, match=reason):
        parse("x.csv", data)


def test_numbers_have_a_point_or_a_comma():
    found = [number(text) for text in ("85.5", "85,5", "-1", "EX", "", "1.000,5")]
    assert found == [85.5, 85.5, -1.0, None, None, None]
    assert (written(85.5, False), written(8.333333, True)) == ("85.50", "8,33")
