"""What checks found. Findings that differ only in the numbers and texts drawn are counted together."""

import re
from collections import Counter
from collections.abc import Iterable

from autograder.checks.check import Outcome, Result, Verdict
from autograder.kernel.text import one_line

MOST = 3
MAX_FINDING = 200
# With what stands before and behind it, and what is in the quotes.
QUOTED = re.compile(r"""(\w\[|\]\[|[=(\[ ])?('|")((?:(?!\2)[^\\]|\\.)*)\2(?=([,)\]])?)""")
NAME = re.compile(r"\w{2,}")
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\w)")
SEVERAL = re.compile(r"N(?:, N)+")


def same(message: str) -> str:
    """The finding in a check's message: one line, "N" for a number, "N, …" for several, "'…'" for a text."""
    text = QUOTED.sub(_text, one_line(message, 10 * MAX_FINDING))
    return one_line(SEVERAL.sub("N, …", NUMBER.sub("N", text)), MAX_FINDING)


def _text(quoted: re.Match[str]) -> str:
    """A text in quotes. It is left out if it was drawn or returned: no name, an argument, or in a list. Keys stay."""
    before, _, text, behind = quoted.groups()
    is_key = bool(before and len(before) == 2)
    is_argument = bool(before and behind) and not is_key
    return quoted[0] if NAME.fullmatch(text) and not is_argument else f"{before or ''}'…'"


def finding(result: Result) -> str:
    """What a check that did not pass has found."""
    return same(result.message) or "it is not so"


def most_frequent(results: Iterable[Result]) -> list[tuple[str, int]]:
    """The findings of failed checks and how often each occurs, the most frequent first."""
    return _first(Counter(finding(one) for one in results if one.outcome is Outcome.FAILED))


def main_cause(verdicts: Iterable[Verdict]) -> tuple[str, str, int] | None:
    """The check and the finding that most of one question's verdicts have, and how many; None if none failed."""
    counts: Counter[tuple[str, str]] = Counter()
    for verdict in verdicts:
        counts.update({(one.title, finding(one)) for one in verdict.results if one.outcome is Outcome.FAILED})
    if not counts:
        return None
    (title, text), count = min(counts.items(), key=lambda one: (-one[1], one[0]))
    return title, text, count


def _first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST]
