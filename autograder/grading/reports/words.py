"""How reports write points, outcomes, and code within a text."""

import html
import re

from autograder.checks.check import Outcome

CODE = re.compile(r"`([^`]+)`")
SIGNS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.SKIPPED: "–", Outcome.ERROR: "!"}


def points(score: float | None) -> str:
    """A score as people write it: 9, 8.5, or "to be marked" where a person decides."""
    return "to be marked" if score is None else f"{score:g}"


def with_code(text: str) -> str:
    """`text` as HTML; what stands between backticks is code."""
    return CODE.sub(r"<code>\1</code>", html.escape(text))
