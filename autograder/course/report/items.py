"""Classical item analysis: how hard a question was, and whether it separates strong students from weak ones.

Scores are float64 with nan where there is none. Sources of the formulas: Crocker and Algina, Introduction to Classical
and Modern Test Theory (1986), chapters 7 (reliability) and 14 (items).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Scores: TypeAlias = NDArray[np.float64]
Groups: TypeAlias = NDArray[np.int64]

FIFTHS = 5
MIN_STUDENTS = 10  # below it a correlation says more about chance than about a question


@dataclass(frozen=True)
class Item:
    """Statistics of one question or check over the class; None if there is too little data.

    `mean`, `median` and `sd` (of a sample) are in points. `difficulty` is the mean as a share of the points, 1 if
    everybody has all. `discrimination` is the correlation with the total of everything else. `zero` and `full` are
    shares of the class, `fifths` the difficulty in each fifth of it, the weakest first.
    """

    n: int
    points: float
    mean: float | None = None
    median: float | None = None
    sd: float | None = None
    difficulty: float | None = None
    discrimination: float | None = None
    zero: float | None = None
    full: float | None = None
    fifths: tuple[float | None, ...] = (None,) * FIFTHS


@dataclass(frozen=True)
class Reliability:
    """Cronbach's alpha of `items` questions over `n` students, and the standard error of measurement in points."""

    alpha: float
    error: float
    n: int
    items: int


def item(scores: Scores, points: float, rest: Scores, groups: Groups) -> Item:
    """Statistics of one item's scores (n,); `rest` (n,) is each student's total without it, `groups` from `fifths`."""
    known = scores[~np.isnan(scores)]
    if not known.size:
        return Item(0, points)
    return Item(
        n=known.size,
        points=points,
        mean=float(known.mean()),
        median=float(np.median(known)),
        sd=float(known.std(ddof=1)) if known.size > 1 else None,
        difficulty=float(known.mean() / points),
        discrimination=correlation(scores, rest),
        zero=float((known <= 0).mean()),
        full=float((known >= points).mean()),
        fifths=tuple(_mean(scores[groups == group], points) for group in range(FIFTHS)),
    )


def _mean(scores: Scores, points: float) -> float | None:
    known = scores[~np.isnan(scores)]
    return float(known.mean() / points) if known.size else None


def correlation(one: Scores, other: Scores) -> float | None:
    """Pearson's correlation of students who have both (n,); None below MIN_STUDENTS, or if one is the same for all."""
    both = ~np.isnan(one) & ~np.isnan(other)
    if both.sum() < MIN_STUDENTS or np.ptp(one[both]) == 0 or np.ptp(other[both]) == 0:
        return None
    return float(np.corrcoef(one[both], other[both])[0, 1])


def fifths(totals: Scores) -> Groups:
    """The fifth of the class of each total (n,), from 0, the weakest, to 4; -1 without a total.

    Equal totals are in the same fifth, the one of their mean rank, so that fifths may differ in size or be empty.
    """
    groups = np.full(totals.shape, -1)
    known = ~np.isnan(totals)
    if known.any():
        _, places, counts = np.unique(totals[known], return_inverse=True, return_counts=True)
        middle = np.cumsum(counts) - counts / 2  # of the ranks that equal totals take up, from 0 to n
        groups[known] = np.floor(FIFTHS * middle[places] / known.sum()).astype(int)
    return groups


def reliability(scores: Scores) -> Reliability | None:
    """The reliability of scores (n, k) of students who have all; None below MIN_STUDENTS, or if nothing varies."""
    known = scores[~np.isnan(scores).any(axis=1)]
    n, k = known.shape
    if n < MIN_STUDENTS or k < 2:
        return None
    of_total = float(known.sum(axis=1).var(ddof=1))
    if of_total == 0:
        return None
    alpha = k / (k - 1) * (1 - float(known.var(axis=0, ddof=1).sum()) / of_total)
    return Reliability(alpha, float(np.sqrt(of_total * (1 - alpha))), n, k)
