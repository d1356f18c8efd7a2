"""Compares all texts that a class wrote into one cell, and finds pairs with more in common than is likely."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from statistics import median

from autograder.course.similar.tokens import Token, code_tokens, prose_tokens
from autograder.course.similar.winnow import Hashes, fingerprints, grams

# All four come from docs/measured/similar.md. Unrelated works share runs of tokens or words shorter than a gram; a work
# with fewer than MIN_OWN fingerprints of its own is too short to compare.
CODE_GRAM, PROSE_GRAM = 10, 4
MIN_OWN = 10
MIN_OVERLAP = 0.5


@dataclass(frozen=True, order=True)
class Who:
    """The author: the student, and the archive's name of an earlier term, "" for this one."""

    term: str
    student: str

    def __str__(self) -> str:
        return f"{self.term}: {self.student}" if self.term else self.student


@dataclass(frozen=True)
class Cell:
    """A cell that people write into: the fingerprints of the text they were given, and names that everybody has."""

    name: str
    is_prose: bool
    given: frozenset[int]
    known: frozenset[str]

    @property
    def gram(self) -> int:
        return PROSE_GRAM if self.is_prose else CODE_GRAM

    def tokens(self, source: str) -> list[Token]:
        return prose_tokens(source) if self.is_prose else code_tokens(source, self.known)


class Work:
    """One text in one cell."""

    def __init__(self, cell: Cell, source: str) -> None:
        self.cell, self.source = cell, source
        self.hashes: Hashes = grams(cell.tokens(source), cell.gram)
        self.prints = frozenset(fingerprints(self.hashes) - cell.given)

    @cached_property
    def tokens(self) -> list[Token]:
        return self.cell.tokens(self.source)


@dataclass(frozen=True)
class Pair:
    """Two works with more in common than is likely; `left_out` are fingerprints that do not count.

    `overlap` is the share of the smaller work's own fingerprints that the other has. `run` and `marks` take longer, and
    are computed when they are used: a large class has many pairs, and few are looked at.
    """

    one: Who
    other: Who
    overlap: float
    works: tuple[Work, Work]
    left_out: frozenset[int]

    @property
    def cell(self) -> str:
        return self.works[0].cell.name

    @cached_property
    def run(self) -> int:
        """The length of the longest run of tokens, or words, that both have."""
        one, other = self._own_grams
        size = difflib.SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
        return size + self.works[0].cell.gram - 1 if size else 0

    @cached_property
    def marks(self) -> list[list[tuple[int, int]]]:
        """For each work, the places (start and end in characters) of what both have."""
        one, other = self._own_grams
        both = {*one} & {*other}
        starts = ([i for i, gram in enumerate(grams_of) if gram in both] for grams_of in (one, other))
        return [_places(work, places) for work, places in zip(self.works, starts, strict=True)]

    @cached_property
    def _own_grams(self) -> tuple[list[int], list[int]]:
        """Each work's grams in order. Those that do not count get a value that the other work cannot have."""
        one, other = (work.hashes.tolist() for work in self.works)
        own = [-1 if gram in self.left_out else gram for gram in one]
        return own, [-2 if gram in self.left_out else gram for gram in other]


@dataclass(frozen=True)
class Compared:
    """The result for one cell: how many wrote into it, the median number of their fingerprints, and the pairs."""

    cell: str
    works: int
    own: float
    pairs: list[Pair]

    @property
    def is_too_short(self) -> bool:
        return self.own < MIN_OWN


def compare(cell: Cell, sources: Mapping[Who, str], least: float = MIN_OVERLAP) -> Compared:
    """Compares each of this term's works with all others; works of earlier terms are not compared with each other."""
    works = {who: Work(cell, source) for who, source in sorted(sources.items()) if source.strip()}
    holders = held_by(works)
    common = common_to_most(holders, len(works))
    own = {who: len(work.prints - common) for who, work in works.items()}
    shared: Counter[tuple[Who, Who]] = Counter()
    for one, held in holders.items():
        if one not in common:
            shared.update(pair for pair in combinations(held, 2) if not all(who.term for who in pair))
    left_out = common | cell.given
    found = [
        Pair(a, b, count / min(own[a], own[b]), (works[a], works[b]), left_out)
        for (a, b), count in shared.items()
        if min(own[a], own[b]) >= MIN_OWN and count >= least * min(own[a], own[b])
    ]
    found.sort(key=lambda pair: (-pair.overlap, pair.one, pair.other))
    return Compared(cell.name, len(works), median(len(work.prints) for work in works.values()) if works else 0, found)


def held_by(works: Mapping[Who, Work]) -> dict[int, list[Who]]:
    """Who has each fingerprint, in the order of `works`."""
    holders: dict[int, list[Who]] = defaultdict(list)
    for who, work in works.items():
        for one in work.prints:
            holders[one].append(who)
    return holders


def common_to_most(holders: Mapping[int, Sequence[Who]], works: int) -> frozenset[int]:
    """The fingerprints that so many works have that they do not count."""
    return frozenset(one for one, held in holders.items() if len(held) > shared_by_most(works))


def shared_by_most(works: int) -> float:
    """How many works may have a fingerprint that still counts: half of a small class, a tenth of a large one."""
    return max(2, min(works / 2, max(10, works / 10)))


def _places(work: Work, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Start and end, in characters, of the runs of tokens that the grams at `starts` cover; neighbours are joined."""
    tokens, gram = work.tokens, work.cell.gram
    covered = sorted({i + j for i in starts for j in range(gram)})
    places: list[tuple[int, int]] = []
    for before, i in zip([-2, *covered], covered, strict=False):
        if i == before + 1:
            places[-1] = (places[-1][0], tokens[i].end)
        else:
            places.append((tokens[i].start, tokens[i].end))
    return places
