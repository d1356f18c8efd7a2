"""Names of people as platforms write them: turned round, run together, without accents' own signs or apostrophes."""

import re
import unicodedata

_BETWEEN = re.compile(r"[\s,;._'’`´-]+")


def forms(name: str) -> set[str]:
    """The letters of the name in each order in which its parts may follow: "Lovelace, Ada" is "adalovelace", too."""
    parts = [part for part in map(letters, _BETWEEN.split(name)) if part]
    return {"".join(parts[start:] + parts[:start]) for start in range(len(parts))}


def letters(text: str) -> str:
    """Its letters, digits and the signs that belong to them, without regard to capitals."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(one for one in plain if one.isalnum() or unicodedata.category(one).startswith("M"))


def same(one: str, other: str) -> bool:
    """Whether both are of the same letters, in whatever order the parts stand."""
    return sorted(letters(one)) == sorted(letters(other))


def alike(one: str, other: str) -> bool:
    """Whether a part of `one` that is more than an initial is found in `other`."""
    within = letters(other)
    parts = [letters(part) for part in _BETWEEN.split(one)]
    return any(part in within for part in parts if len(part) > 1 or (part and not part.isascii()))
