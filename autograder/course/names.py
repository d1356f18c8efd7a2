"""Compares people's names, which platforms write in other orders, without blanks, accents or apostrophes."""

import re
import unicodedata

_BETWEEN = re.compile(r"[\s,;._'’`´-]+")


def forms(name: str) -> set[str]:
    """The name's letters, beginning at each of its parts: "Lovelace, Ada" gives "adalovelace", too."""
    parts = [part for part in map(letters, _BETWEEN.split(name)) if part]
    return {"".join(parts[start:] + parts[:start]) for start in range(len(parts))}


def letters(text: str) -> str:
    """The text's letters, digits and combining marks, in lower case."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(one for one in plain if one.isalnum() or unicodedata.category(one).startswith("M"))


def same(one: str, other: str) -> bool:
    """Whether both have the same letters, in any order."""
    return sorted(letters(one)) == sorted(letters(other))


def alike(one: str, other: str) -> bool:
    """Whether `other` contains a part of `one` that is more than an initial."""
    within = letters(other)
    parts = [letters(part) for part in _BETWEEN.split(one)]
    return any(part in within for part in parts if len(part) > 1 or (part and not part.isascii()))
