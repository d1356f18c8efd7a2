"""Text for CSV files that people open in a spreadsheet."""

import re

# What Excel, LibreOffice and Google Sheets may take for the start of a formula, their wide forms included.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r\n]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def inert(text: str) -> str:
    """`text` as a cell that does nothing when it is opened: what would be a formula gets an apostrophe before it.

    Numbers, which may begin with a sign, stay as they are. For cells that people read: a key by which another program
    finds a person again would not be found.
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text
