"""Markdown and code as students may write it, to what shows it on nbgrader's pages."""

from bs4 import BeautifulSoup
from hypothesis import strategies as st

from autograder.gradebook.safe_code import safe_code
from autograder.gradebook.safe_markdown import ATTRIBUTES, TAGS, safe_markdown
from autograder.kernel.limits import MIB
from autograder.kernel.text import harmless
from fuzz.cost import Subject

TOKENS = [
    *(
        "a",
        "*",
        "_",
        "`",
        "[",
        "](",
        ")",
        "!",
        "#",
        ">",
        "-",
        "=",
        "|",
        "$",
        "\\",
        "\n",
        "\n\n",
        " ",
        "    ",
        "<",
        ">",
        "&",
    ),
    *(
        "<",
        ">",
        "&",
        "<b>",
        "</b>",
        "<script>",
        "<svg onload=x>",
        "<img src=x onerror=x>",
        "<a href='javascript:x'>",
        "style='",
    ),
    *("javascript:x", "data:text/html,", "attachment:x", "<!--", "-->", "&#x6a;", "\x00", "\u202e"),
    *("```", "~~~", "$$", "\\begin{a}", "\\\\[", "[^1]", "[a]: x\n"),
]
PARTS = st.builds(
    lambda tokens, many: "".join(tokens) * many,
    st.lists(st.sampled_from(TOKENS), min_size=1, max_size=4),
    st.sampled_from([1, 2, 50, 2000, 10_000]),
)
TEXTS = st.lists(PARTS | st.text(max_size=9), min_size=1, max_size=4).map(lambda parts: "".join(parts)[:200_000])


def show(source: str) -> str:
    """What is on the page that must not be."""
    made = safe_markdown({}, source)
    if len(made) > 100_000:
        return ""  # as plain text, or checked while it was smaller
    for tag in BeautifulSoup(made, "html.parser").find_all(True):
        links = f"{tag.get('href', '')} {tag.get('src', '')}".lower()
        if (
            tag.name not in TAGS
            or not set(tag.attrs) <= {*ATTRIBUTES, "rel"}
            or "script:" in links
            or "data:t" in links
        ):
            return f"{tag!r:.200} for {source!r:.200}"
    return ""


def colour(source: str) -> str:
    made = safe_code(source)
    harmless(source)
    tags = {tag.name for tag in BeautifulSoup(made, "html.parser").find_all(True)} if len(made) < 100_000 else set()
    return "" if tags <= {"div", "pre", "span"} else f"{tags} for {source!r:.200}"


SUBJECTS = {
    "markdown": Subject("markdown, rendered and sanitised", TEXTS, show, len, 5.0, 256 * MIB),
    "code": Subject("code, coloured", TEXTS, colour, len, 5.0, 256 * MIB),
}
