"""Moments as Moodle writes them for people, in the language of its site."""

import re
from datetime import datetime
from functools import cache

from babel import Locale, UnknownLocaleError

# Languages of Moodle sites that write months by their names; CLDR has these.
LANGUAGES = (
    *("en", "de", "fr", "es", "ca", "gl", "eu", "pt", "it", "nl", "da", "nb", "nn", "sv", "fi", "et", "lv", "lt", "pl"),
    *("cs", "sk", "sl", "hr", "hu", "ro", "bg", "el", "tr", "ru", "uk", "id", "ms", "vi", "he", "ar", "fa", "hi"),
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::\d{2})?\s*(?P<half>[ap]\.?\s?m\.?)?", re.IGNORECASE)
_EAST_ASIAN = re.compile(r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_WORD = re.compile(r"[^\W\d_]+")
_YEAR, _DAY = re.compile(r"\b\d{4}\b"), re.compile(r"\b\d{1,2}\b")


def moment(text: str) -> datetime | None:
    """The time in `text`, in this machine's zone; None if it is not certain.

    Reads "Friday, 20 November 2026, 10:00 AM" and the same in other languages. A month that is only a number is not
    read, since the day may come before or after it.
    """
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    date = _date(text[: clock.start()] + " " + text[clock.end() :])
    hour, minute = int(clock["hour"]), int(clock["minute"])
    if half := (clock["half"] or "").casefold():
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if date is None or _has_east_asian_half(text):
        return None
    try:
        return datetime(*date, hour, minute).astimezone()
    except (ValueError, OverflowError):
        return None


def _has_east_asian_half(text: str) -> bool:
    return any(half in text for half in ("午前", "午後", "上午", "下午", "오전", "오후"))


def _date(text: str) -> tuple[int, int, int] | None:
    if match := _EAST_ASIAN.search(text) or _ISO.search(text):
        return int(match["year"]), int(match["month"]), int(match["day"])
    months = {month for word in _WORD.findall(text.casefold()) for month in _months().get(word, ())}
    years, days = _YEAR.findall(text), _DAY.findall(text)
    if len(months) != 1 or len(years) != 1 or len(days) != 1:
        return None
    return int(years[0]), months.pop(), int(days[0])


@cache
def _months() -> dict[str, frozenset[int]]:
    """The number of each month's name; a name that two languages use for different months has both."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        try:
            names = Locale.parse(language).months
        except UnknownLocaleError:
            continue
        for kind in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in names[kind][width].items():
                    word = max(_WORD.findall(name.casefold()), key=len, default="")  # Catalan has "de març"
                    found.setdefault(word, set()).add(int(month))
    return {word: frozenset(numbers) for word, numbers in found.items()}
