"""Makes text and pictures from a submission safe to store, show and print."""

import re
from typing import Any

# Colours and cursor movements, then all other control characters but tab and line ends, and halves of surrogate pairs.
_TERMINAL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What turns the order of characters around, starts a line again or a new one, or is not seen at all.
_UNSEEN = re.compile(r"[\r\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
PICTURES = ("image/png", "image/jpeg")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(value: object, limit: int | None = None) -> str:
    """`value` as text that any encoding, database and terminal takes, of at most `limit` characters."""
    text = _CONTROL.sub(REPLACEMENT, _TERMINAL.sub("", str(value)))
    return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"


def shortened(value: object, limit: int) -> str:
    """The same, cut in the middle where it is too long: the last line of an error says what is wrong."""
    text = clean(value)
    if len(text) <= limit:
        return text
    last = text.rstrip().rpartition("\n")[2][-(limit // 2) :]
    return f"{text[: limit - len(last) - 3]}\n…\n{last}"


def one_line(value: object, limit: int) -> str:
    """The same, on a single line."""
    return clean(" ".join(str(value).split()), limit)


def harmless(value: object) -> str:
    """`value` as text that does nothing in a terminal: no character is obeyed but tabs and the ends of lines."""
    return _UNSEEN.sub(REPLACEMENT, clean(value))


def shown_pictures(bundle: Any) -> dict[str, str]:
    """The pictures in `bundle`, by MIME type, that a browser shows and does not run."""
    found = {kind: bundle.get(kind) for kind in PICTURES} if isinstance(bundle, dict) else {}
    return {kind: data for kind, data in found.items() if isinstance(data, str) and _BASE64.fullmatch(data)}
