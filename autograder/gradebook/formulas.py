"""Formulas as MathML, which browsers show without network and without a script."""

import html

import nh3
from latex2mathml.converter import convert

TAGS = {
    *("math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace"),
    *("msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
}
ATTRIBUTES = {
    *("accent", "columnalign", "display", "displaystyle", "fence", "form", "linethickness", "mathvariant", "maxsize"),
    *("minsize", "movablelimits", "notation", "scriptlevel", "stretchy", "width"),
}
MAX_FORMULA = 2000  # characters


def mathml(formula: str, display: str) -> str:
    """The TeX `formula` as sanitised MathML, or as it was written if that fails; `display` is "inline" or "block".

    TeX that the converter does not know comes out of it as a name with a backslash or an ampersand.
    """
    try:
        made = convert(formula[:MAX_FORMULA], display=display).replace("\\_", "_")  # as it leaves it within a text
    except Exception:  # a student's text can make the converter raise anything
        made = "\\"
    if len(formula) > MAX_FORMULA or "\\" in made or "<mi>&</mi>" in made:
        sign = "$$" if display == "block" else "$"
        return f"<code>{html.escape(f'{sign}{formula}{sign}')}</code>"
    return nh3.clean(made, tags=TAGS, attributes={"*": ATTRIBUTES})
