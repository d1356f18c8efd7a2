"""The page: who has much in common, in which cells, and the two works side by side."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from autograder.course.similar.pairs import MIN_OWN, Compared, Pair, Who
from autograder.course.similar.works import Works

TEMPLATES = Path(__file__).parents[1] / "templates"
MAX_COUPLES = 200
MAX_SHOWN = 20_000  # characters of one work


@dataclass(frozen=True)
class Couple:
    """Two people and all cells in which their works are alike, the most alike first."""

    one: Who
    other: Who
    pairs: list[Pair]


def couples(compared: Sequence[Compared]) -> list[Couple]:
    """Sorted by the number of cells in common, then by the overlap."""
    found = defaultdict(list)
    for each in compared:
        for pair in each.pairs:
            found[pair.one, pair.other].append(pair)
    made = [Couple(one, other, sorted(pairs, key=lambda pair: -pair.overlap)) for (one, other), pairs in found.items()]
    return sorted(made, key=lambda couple: (-len(couple.pairs), -couple.pairs[0].overlap, couple.one, couple.other))


def as_page(assignment: str, works: Works, compared: Sequence[Compared], made: datetime.datetime) -> str:
    """The page. It needs no network and no other file."""
    surroundings = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    found = couples(compared)
    return surroundings.get_template("similar.html.j2").render(
        assignment=assignment,
        made=f"{made:%Y-%m-%d %H:%M}",
        works=works,
        compared=compared,
        short=[one.cell for one in compared if one.is_too_short],
        least=MIN_OWN,
        couples=found[:MAX_COUPLES],
        more=len(found) - MAX_COUPLES,
        marked=marked,
    )


def marked(source: str, places: Sequence[tuple[int, int]]) -> Markup:
    """`source` as HTML, with the `places` (start and end in characters) marked."""
    parts, before = [], 0
    for start, end in places:
        if end > MAX_SHOWN:
            break
        parts += [escape(source[before:start]), Markup("<mark>"), escape(source[start:end]), Markup("</mark>")]
        before = end
    rest = source[before : max(MAX_SHOWN, before)]
    parts.append(escape(rest + (" …" if len(source) > before + len(rest) else "")))
    return Markup("").join(parts)
