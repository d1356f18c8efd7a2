"""Text that a submission wrote, made fit to be stored, shown and printed."""

import re

# Colours and cursor movements, then all other control characters but tab and line ends, and halves of surrogate pairs.
_TERMINAL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(value: object, limit: int | None = None) -> str:
    """`value` as text that any encoding, database and terminal takes, of at most `limit` characters."""
    text = _CONTROL.sub(REPLACEMENT, _TERMINAL.sub("", str(value)))
    return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"


def one_line(value: object, limit: int) -> str:
    """The same, on a single line."""
    return clean(" ".join(str(value).split()), limit)
