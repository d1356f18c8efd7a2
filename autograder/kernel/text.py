"""Text and pictures from a submission, made fit to be stored, shown and printed."""

import re
from typing import Any

# Colours and cursor movements, then all other control characters but tab and line ends, and halves of surrogate pairs.
_TERMINAL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
PICTURES = ("image/png", "image/jpeg")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(value: object, limit: int | None = None) -> str:
    """`value` as text that any encoding, database and terminal takes, of at most `limit` characters."""
    text = _CONTROL.sub(REPLACEMENT, _TERMINAL.sub("", str(value)))
    return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"


def one_line(value: object, limit: int) -> str:
    """The same, on a single line."""
    return clean(" ".join(str(value).split()), limit)


def shown_pictures(bundle: Any) -> dict[str, str]:
    """Of data by MIME type the pictures that a browser shows and does not run."""
    found = {kind: bundle.get(kind) for kind in PICTURES} if isinstance(bundle, dict) else {}
    return {kind: data for kind, data in found.items() if isinstance(data, str) and _BASE64.fullmatch(data)}
