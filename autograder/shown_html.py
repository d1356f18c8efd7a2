"""Markdown from a submission as HTML that does nothing in the browser of the person who reads it.

nbgrader's pages, the feedback and the formgrader, put HTML in markdown through as it is. `nbgrader_config.py` gives
them this in the place of nbconvert's filter.
"""

from typing import Any

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2", "h3"),
    *("h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong"),
    *("sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"),
}
STYLES = CSSSanitizer(allowed_css_properties=["color", "text-align", "vertical-align", "width"])


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "src":
        return value.startswith("data:image/")  # nothing is fetched, so nobody learns that the page was opened
    if name == "href":
        return value.startswith(("https:", "http:", "mailto:", "#"))
    return name in ("title", "alt", "align", "style", "width", "height", "colspan", "rowspan", "class")


@pass_context
def safe_markdown(context: Any, source: str) -> str:
    """The HTML of `source`, a cell's or a comment's markdown; elements outside TAGS are shown as text.

    Pictures pasted into the cell that jinja's `context` names are shown; nothing is fetched or read from a file.
    """
    html: str = bleach.clean(
        _html(source, context.get("cell", {}).get("attachments", {})),
        tags=TAGS,
        attributes=_allowed,
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=STYLES,
    )
    return html


def _html(source: str, attachments: dict[str, Any]) -> str:
    try:
        html: str = MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=attachments)).render(source)
    except InvalidNotebook:  # it names a picture that is not there
        return _html(source.replace("attachment:", "missing:"), {})
    return html
