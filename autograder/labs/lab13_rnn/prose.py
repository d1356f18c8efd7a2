"""Written answers as text: their words, the numbers in them, and what they share with other texts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Set
from typing import TypeAlias

Runs: TypeAlias = list[tuple[str, ...]]

RUN = 4  # words in a row by which a copied passage is known
# Chinese, Japanese, Thai, Lao, Khmer and Burmese put no blanks between words: each of their characters counts.
NO_BLANKS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
TOKEN = re.compile(f"[{NO_BLANKS}]|[^\\s{NO_BLANKS}]+")
# What nobody sees when the text is shown.
MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|</?(?:a|b|br|center|code|div|em|font|h\d|hr|i|img|li|ol|p|pre|s|small|span|strong|su[bp]|u|ul"
    r"|t[abdhr]\w*)\b[^<>]{0,500}>",
    re.DOTALL | re.IGNORECASE,
)
MARKS = "".join(map(chr, range(33, 48))) + ":;<=>?@[\\]^_`{|}~“”‘’„«»…–—·。，、！？：；（）「」"
POWER = r"(?:e| ?(?:\\times|\\cdot|[×·*x]) ?10 ?(?:\^|\*\*) ?\{?)(?P<power>[+-]?\d{1,2})(?!\d)"
NUMBER = re.compile(
    rf"(?=[.,·]?\d)(?P<whole>\d*)(?:[.,·](?P<part>\d+))?(?:{POWER})?(?P<percent> ?\\?%)?", re.IGNORECASE
)
MAX_TEXT = 50_000  # characters of an answer that are read
UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
UNITS += ["seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def shown(text: str) -> str:
    """The text as it is read: compatibility forms of characters made plain (NFKC), no markup, at most MAX_TEXT."""
    return unicodedata.normalize("NFKC", MARKUP.sub(" ", text[:MAX_TEXT]))


def words(text: str) -> list[str]:
    """The words of a text, in lower case, without marks around them.

    A word stands between two blanks and holds a letter or a digit, as a word processor counts. In scripts without
    blanks between words each character is one.
    """
    return [token.strip(MARKS).lower() for token in TOKEN.findall(shown(text)) if any(map(str.isalnum, token))]


def in_letters(words: Iterable[str]) -> list[str]:
    """The words that hold a letter."""
    return [word for word in words if any(map(str.isalpha, word))]


def runs(words: list[str]) -> Runs:
    """All runs of RUN words in a row."""
    return [tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)]


def share(found: Runs, of: Set[tuple[str, ...]]) -> float:
    """The share of the runs `found` that stand in `of`, 0 to 1."""
    return sum(run in of for run in found) / len(found) if found else 0.0


def numbers(text: str) -> Iterator[tuple[str, float, int]]:
    """The numbers in a text: each as it is written, its value, and how many decimals it has.

    A comma is read both as a decimal comma and as a separator of two numbers; units and names may be glued to a number;
    71 % is 0.71, and 7.1e-1 has two decimals.
    """
    plain = " ".join(re.sub(r"\{,\}|\N{ARABIC DECIMAL SEPARATOR}", ",", shown(text)).split())
    for match in NUMBER.finditer(plain):
        whole, part = match["whole"], match["part"] or ""
        if len(whole) > 9:
            continue
        power = int(match["power"] or 0) - (2 if match["percent"] else 0)
        yield match[0].strip(), float(f"{whole or 0}.{part or 0}") * 10.0**power, len(part) - power
        if part and "," in match[0] and set(whole) != {"0"}:  # 10,20,40: a list without blanks
            yield from ((one, float(one), 0) for one in (whole, part[:9]) if one)
        if match["percent"]:
            yield whole, float(f"{whole or 0}.{part or 0}"), len(part)


def spelled(number: int) -> str:
    """A number from 0 to 999 in English words, without hyphens."""
    hundreds, rest = divmod(number, 100)
    parts = [f"{UNITS[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        parts += [TENS[rest // 10 - 2], *([UNITS[rest % 10]] if rest % 10 else [])]
    elif rest or not hundreds:
        parts.append(UNITS[rest])
    return " ".join(parts)


def says_in_words(text: str, number: int) -> bool:
    """Whether the text has the number, 2 to 999, spelled out in English; “one” is too often no number."""
    if not 2 <= number <= 999:
        return False
    plain = " ".join(re.sub(r"[^a-z]|\band\b", " ", shown(text).lower()).split())
    return f" {spelled(number)} " in f" {plain} "
