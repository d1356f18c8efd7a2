"""Code from a submission as HTML, in colours unless that takes too long.

`nbgrader_config.py` gives nbgrader's pages these in place of nbconvert's filters, which take minutes for some cells.
"""

import functools
import html
from dataclasses import replace
from typing import Any

from nbconvert.filters import Highlight2HTML

from autograder.grading.limited import Ended, Failed, limited
from autograder.kernel.limits import LIMITS, MIB
from autograder.kernel.text import clean

SHORT = 2000  # characters; so much is fast, whatever it is, and coloured in this process
SECONDS = 2
COLOURING = replace(LIMITS, judging_memory=256 * MIB, judging_seconds=float(SECONDS))
MAX_REMEMBERED = 256  # the lab's own cells, which are on every page
LANGUAGE = "ipython3"


def safe_code(source: str, language: str | None = None, metadata: Any = None) -> str:
    """The HTML of a cell's `source`, without colours where these would take too long."""
    return _coloured(source)


@functools.lru_cache(MAX_REMEMBERED)
def _coloured(source: str) -> str:
    if len(source) <= SHORT:
        return _highlighted(source)
    try:
        return limited(lambda grader: _highlighted(source), print, COLOURING, SECONDS)[0]
    except (Ended, Failed):
        return f'<div class="highlight hl-{LANGUAGE}"><pre>{html.escape(clean(source))}</pre></div>'


def _highlighted(source: str) -> str:
    made: str = Highlight2HTML(pygments_lexer=LANGUAGE)(source)
    return made


def as_it_is(text: str) -> str:
    """Replaces `strip_files_prefix`: links to files are left out already, and searching for them can take minutes."""
    return text
