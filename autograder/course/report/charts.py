"""Charts as inline SVG, each with a table of the same numbers.

They are WIDTH units wide and fill the column they stand in, so that their letters can be read on a telephone; colours
are classes of the page's style sheet, which knows light, dark and paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from markupsafe import Markup

from autograder.course.report.items import Scores

WIDTH = 360
BINS = 10
LEFT, RIGHT, BASE = 14, 14, 24  # room for the numbers beside and below


@dataclass(frozen=True)
class Chart:
    """`svg` is the drawing; `head` and `rows` say the same as a table. `about` describes it in words."""

    title: str
    about: str
    svg: Markup
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Share:
    """The shares of the class with full marks, some points and none on one question; their sum is 1."""

    name: str
    full: float
    some: float
    zero: float


def histogram(title: str, values: Scores, low: float, high: float, unit: str) -> Chart:
    """How many of `values` (n,) lie in each of BINS equal intervals from `low` to `high`; the last includes `high`."""
    counts, edges = np.histogram(values, bins=BINS, range=(low, high))
    height, top = 170, 14
    step, most = (WIDTH - LEFT - RIGHT) / BINS, max(int(counts.max()), 1)
    parts = [_line(LEFT, height - BASE, WIDTH - RIGHT, height - BASE)]
    for i, count in enumerate(counts):
        tall = (height - BASE - top) * count / most
        x, y = LEFT + i * step, height - BASE - tall
        parts.append(f'<rect class="bar" x="{x + 1:.1f}" y="{y:.1f}" width="{step - 2:.1f}" height="{tall:.1f}"/>')
        if count:
            parts.append(_text(x + step / 2, y - 3, str(count), "middle"))
    for i in range(0, BINS + 1, 2):
        parts.append(_text(LEFT + i * step, height - BASE + 13, f"{edges[i]:g}", "middle"))
    middle = f"half of them below {np.median(values):.3g} {unit}" if values.size else "nobody yet"
    rows = [(f"{a:g} to {b:g}", str(count)) for a, b, count in zip(edges, edges[1:], counts, strict=False)]
    about = f"{title}: {values.size} submissions, {middle}"
    return Chart(title, about, _svg(about, height, parts), (unit, "submissions"), rows)


def shares(title: str, of: Sequence[Share]) -> Chart:
    """A bar for each question: full marks, some, none."""
    row, left, top = 26, 112, 18
    height, width = top + row * len(of) + 2, WIDTH - left - RIGHT
    keys = (("full", "full marks", left), ("some", "some", left + 88), ("zero", "none", left + 148))
    parts = [f'<rect class="{kind}" x="{x}" y="1" width="10" height="10"/>' for kind, _, x in keys]
    parts += [_text(x + 14, 10, label) for _, label, x in keys]
    for i, one in enumerate(of):
        x, y = float(left), top + i * row
        parts.append(_text(left - 6, y + 15, one.name, "end"))
        for kind, share in (("full", one.full), ("some", one.some), ("zero", one.zero)):
            wide = width * share
            parts.append(f'<rect class="{kind}" x="{x:.1f}" y="{y + 3}" width="{wide:.1f}" height="{row - 8}"/>')
            if wide > 26:
                parts.append(f'<text class="on-{kind}" x="{x + 4:.1f}" y="{y + 16}">{_percent(share)}</text>')
            x += wide
    rows = [(one.name, _percent(one.full), _percent(one.some), _percent(one.zero)) for one in of]
    about = f"{title}: shares of the class with full marks, some points and none"
    return Chart(title, about, _svg(about, height, parts), ("question", "full marks", "some", "none"), rows)


def climb(title: str, fifths: Sequence[float | None]) -> Chart:
    """The mean share of the points in each fifth of the class, the weakest first."""
    height, top, step = 84, 14, (WIDTH - LEFT - RIGHT) / len(fifths)
    parts = [_line(LEFT, height - BASE, WIDTH - RIGHT, height - BASE)]
    for i, share in enumerate(fifths):
        middle = LEFT + (i + 0.5) * step
        parts.append(_text(middle, height - BASE + 14, f"{i + 1}", "middle"))
        if share is not None:
            tall = (height - BASE - top) * min(max(share, 0.0), 1.0)
            y = height - BASE - tall
            parts.append(f'<rect class="bar" x="{middle - 20:.1f}" y="{y:.1f}" width="40" height="{tall:.1f}"/>')
            parts.append(_text(middle, y - 3, _percent(share), "middle"))
    rows = [(f"{i + 1}", "" if share is None else _percent(share)) for i, share in enumerate(fifths)]
    about = f"{title}: mean share of the points in each fifth of the class, from the weakest to the strongest"
    return Chart(title, about, _svg(about, height, parts), ("fifth", "mean share"), rows)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="axis" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(about: str, height: float, parts: Sequence[str]) -> Markup:
    head = f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(about)}">'
    return Markup(f"{head}{''.join(parts)}</svg>")
