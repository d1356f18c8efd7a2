"""How well `autograder similar` tells copies from independent work, on the corpus of correct submissions.

Called by `make similar`. The class are the corpus's submissions, each a whole notebook. Then each of them hands in its
work a second time, disguised (tests/support/disguise.py) as somebody else's. Writes docs/measured/similar.md.
"""

import datetime
import sys
from dataclasses import dataclass
from pathlib import Path

from pages import table, wrapped
from support import loader
from support.disguise import disguised, disguised_answer

from autograder.course.similar.cells import cells_to_compare
from autograder.course.similar.pairs import (
    CODE_GRAM,
    MIN_OVERLAP,
    MIN_OWN,
    PROSE_GRAM,
    Cell,
    Compared,
    Who,
    Work,
    common_to_most,
    compare,
    held_by,
)
from autograder.course.similar.winnow import WINDOW
from autograder.grading.assignment import Assignment, load

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "measured" / "similar.md"
COPY = Who("", "~copy")  # behind all others, so that the original comes first in a pair
SHARED = (
    "The state has to hold what was read, and with eight units there is no room for both the word and its place in the "
    "rhyme, so the text falls apart after a phrase or two and starts somewhere else again without any order at all."
)


def own(number: int) -> str:
    """Twenty words that nobody else writes."""
    return " ".join(f"word{number}x{i}" for i in range(20))


@dataclass(frozen=True)
class Measured:
    """`compared` is the corpus as a class. By entry, `found` are the cells in which its copy was found: the cell, the
    entry that it was found to be like, and the overlap. `closest` and `least` are, by cell, the overlap of the two
    entries that are most alike, and the smallest of a copy with its original. `without` are the entries that have in
    no cell enough of their own to tell: they differ from the solved notebook too little, or by added cells only."""

    entries: list[loader.Entry]
    compared: list[Compared]
    found: dict[str, list[tuple[str, str, float]]]
    closest: dict[str, tuple[float, str, str]]
    least: dict[str, tuple[float, str]]
    without: list[str]

    @property
    def missed(self) -> list[str]:
        """Whose copy was not found."""
        return [name for name, found in self.found.items() if not found]


def measure(assignment: Assignment) -> Measured:
    """Takes seconds; runs nothing of any submission."""
    entries, cells = loader.corpus("correct"), cells_to_compare(assignment)
    names = {entry.name: entry.name.rpartition("/")[2] for entry in entries}
    works = {
        cell.name: {
            Who("", names[entry.name]): entry.replaced.get(cell.name, str(assignment.source_cells[cell.name].source))
            for entry in entries
        }
        for cell in cells
    }
    found: dict[str, list[tuple[str, str, float]]] = {name: [] for name in names.values()}
    least: dict[str, tuple[float, str]] = {}
    for entry in entries:
        for cell in (cell for cell in cells if cell.name in entry.replaced):
            name = names[entry.name]
            pairs = compare(cell, works[cell.name] | {COPY: hidden(cell, entry.replaced[cell.name])}).pairs
            alike = [(cell.name, pair.one.student, pair.overlap) for pair in pairs if pair.other == COPY]
            found[name] += alike
            for _, original, overlap in alike:
                if original == name:
                    least[cell.name] = min(least.get(cell.name, (2.0, "")), (overlap, name))
    compared = [compare(cell, works[cell.name]) for cell in cells]
    closest = {cell.name: _closest(cell, works[cell.name]) for cell in cells}
    without = []
    for entry in entries:
        own = [_own(cell, works[cell.name], names[entry.name]) for cell in cells if cell.name in entry.replaced]
        without += [names[entry.name]] if max(own, default=0) < MIN_OWN else []
    return Measured(entries, compared, found, closest, least, without)


def _own(cell: Cell, sources: dict[Who, str], name: str) -> int:
    """How many fingerprints of the entry's cell are not what most of the class has there."""
    works = {who: Work(cell, source) for who, source in sources.items()}
    return len(works[Who("", name)].prints - common_to_most(held_by(works), len(works)))


def hidden(cell: Cell, source: str) -> str:
    return disguised_answer(source) if cell.is_prose else disguised(source)


def _closest(cell: Cell, works: dict[Who, str]) -> tuple[float, str, str]:
    pairs = compare(cell, works, least=0.0).pairs
    return max(((pair.overlap, str(pair.one), str(pair.other)) for pair in pairs), default=(0.0, "", ""))


def page(measured: Measured) -> str:
    rows = []
    for one in measured.compared:
        ways = sum(one.cell in entry.replaced for entry in measured.entries)
        alike, least = measured.closest[one.cell], measured.least.get(one.cell)
        told = "too short" if one.is_too_short else f"{one.own:g}"
        rows.append((one.cell, ways, told, f"{alike[0]:.2f}", f"{least[0]:.2f}" if least else ""))
    head = ("cell", "ways", "own fingerprints", "closest two ways", "least of a copy")
    pairs = sum(len(one.pairs) for one in measured.compared)
    missed = measured.missed
    others = sum(original != name for name, found in measured.found.items() for _, original, _ in found)
    text = f"""
# Similar work: what is found, and what is not

Made by `make similar` on {datetime.date.today()}, in seconds: no submission is run.

The class are the {len(measured.entries)} submissions of `tests/submissions/correct`, each a whole notebook: the solved
one with the cells replaced in which it goes another way. **They give {pairs} pairs.** Then each of them is handed in a
second time by somebody who hides it (`tests/support/disguise.py`): all names of their own replaced, functions and
independent statements in another order, another layout, comments between the lines; written answers with their
sentences in another order, other line ends, and emphasis. **{len(measured.entries) - len(missed)} of
{len(measured.entries)} are found**, and {others} copies are taken for somebody else's. Not found: {names_of(missed)}.
They have fewer than {MIN_OWN} fingerprints of their own in every cell: they add cells between the lab's, or differ
from the solved notebook in a few tokens or words.

{table(head, rows, left={0})}

- *ways* is how many of the submissions have a cell of their own there; the others have the solved notebook's, which
  counts as what most of the class shares.
- *own fingerprints* is the median over all works, less the release's text. Below {MIN_OWN} a cell is named as too short
  to tell: a right step of the network is one line, and one-liners are alike. Long works in such a cell are compared all
  the same.
- *closest two ways* is the largest overlap of two submissions that are not copies, *least of a copy* the smallest of a
  copy with its original. A pair is shown from {MIN_OVERLAP} on, which lies between the two everywhere; it was chosen on
  this corpus, which is of one hand, so expect other figures of a class.

What is not found: work in cells of one's own beside the lab's, which evidence does not hold; an answer said in other
words; an idea; code that was typed anew from memory with other statements; and works that share less
than {CODE_GRAM} tokens, or {PROSE_GRAM} words, in a row. A run of {CODE_GRAM + WINDOW - 1}
tokens, or {PROSE_GRAM + WINDOW - 1} words, that two works share always leaves a common fingerprint.
"""
    return wrapped(text)


def names_of(entries: list[str]) -> str:
    return ", ".join(f"`{one}`" for one in entries)


def main() -> None:
    measured = measure(load(ROOT, "lab13_rnn"))
    PAGE.write_text(page(measured), encoding="utf-8")
    pairs = sum(len(one.pairs) for one in measured.compared)
    missed = measured.missed
    print(
        f"{len(measured.entries)} submissions, {pairs} pairs; of their copies not found: {', '.join(missed) or 'none'}"
    )
    sys.exit(bool(pairs or missed != measured.without))


if __name__ == "__main__":
    main()
