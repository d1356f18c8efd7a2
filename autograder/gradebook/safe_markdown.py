"""Markdown from a submission as HTML that does nothing in the browser of the person who reads it.

nbgrader's pages, the feedback and the formgrader, pass HTML in markdown on unchanged. `nbgrader_config.py` gives them
this instead of nbconvert's filter. Markdown that takes too long or too much memory to render is shown as plain text.
"""

import functools
import html
import re
import secrets
from dataclasses import replace
from typing import Any

import nh3
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

from autograder.gradebook.formulas import mathml
from autograder.grading.limited import Ended, Failed, limited
from autograder.kernel.limits import LIMITS, MIB
from autograder.kernel.text import clean

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2", "h3"),
    *("h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong"),
    *("sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"),
}
ATTRIBUTES = {"src", "href", "title", "alt", "align", "style", "width", "height", "colspan", "rowspan", "class"}
STYLES = {"color", "text-align", "vertical-align", "width"}
SCHEMES = {"http", "https", "mailto", "data"}
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,")
LINK = re.compile(r"https?:|mailto:|#")
OTHER_TAG = re.compile(rf"<(?!/?(?:{'|'.join(sorted(TAGS))})[\s/>])", re.IGNORECASE)
MAX_RENDERED = 20_000  # characters; nobody reads so long an answer
MAX_HTML = 16 * MIB  # pictures included
SECONDS = 2
RENDERING = replace(LIMITS, judging_memory=256 * MIB, judging_seconds=float(SECONDS))
MAX_REMEMBERED = 256  # the lab's own text, which is on every page


@pass_context
def safe_markdown(context: Any, source: str) -> str:
    """The HTML of `source`, a cell's or a comment's markdown; elements outside TAGS are shown as text.

    Pictures pasted into the cell that jinja's `context` names are shown; nothing is fetched or read from a file.
    """
    attachments = context.get("cell", {}).get("attachments", {})
    named = {name: bundle for name, bundle in attachments.items() if f"attachment:{name}" in source}
    return _within_limits(source, named) if named else _remembered(source)


@functools.lru_cache(MAX_REMEMBERED)
def _remembered(source: str) -> str:
    return _within_limits(source, {})


def _within_limits(source: str, attachments: dict[str, Any]) -> str:
    if len(source) > MAX_RENDERED:
        return _plain(source)
    try:
        made, _ = limited(lambda grader: _sanitised(source, attachments), print, RENDERING, SECONDS)
    except (Ended, Failed):
        return _plain(source)
    return made if made is not None else _plain(source)


def _sanitised(source: str, attachments: dict[str, Any]) -> str | None:
    """The sanitised HTML; None if it is more than a page can hold."""
    formulas = Formulas(attachments)
    made = _html(source, formulas)
    if len(made) > MAX_HTML:
        return None
    clean = nh3.clean(
        OTHER_TAG.sub("&lt;", made),
        tags=TAGS,
        attributes={"*": ATTRIBUTES},
        attribute_filter=_allowed,
        url_schemes=SCHEMES,
        filter_style_properties=STYLES,
        clean_content_tags=set(),
    )
    return formulas.put_into(clean)


def _allowed(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if PICTURE.match(value) else None  # nothing is fetched: nobody learns that the page was opened
    if name == "href":
        return value if LINK.match(value) else None
    return value


def _plain(source: str) -> str:
    return f"<pre>{html.escape(clean(source))}</pre>"


class Formulas(IPythonRenderer):
    """nbconvert's renderer, but a formula becomes a mark that no student can guess; `put_into` replaces the marks."""

    def __init__(self, attachments: dict[str, Any]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True, attachments=attachments)
        self.mark, self.made = secrets.token_hex(16), list[str]()

    def block_math(self, body: str) -> str:
        return self._kept(body, "block")

    def inline_math(self, body: str) -> str:
        return self._kept(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return self._kept(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def _kept(self, formula: str, display: str) -> str:
        self.made.append(mathml(formula, display))
        return f"{self.mark}-{len(self.made) - 1}-"

    def put_into(self, page: str) -> str:
        return re.sub(rf"{self.mark}-(\d+)-", lambda match: self.made[int(match[1])], page)


def _html(source: str, renderer: IPythonRenderer) -> str:
    try:
        made: str = MarkdownWithMath(renderer=renderer).render(source)
    except InvalidNotebook:  # it names a picture that the cell does not have
        return _html(source.replace("attachment:", "missing:"), renderer)
    return made
