"""Samples as words: medians with their spread, and the rows of the page's table."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One line of the table; `reached` is None where a figure is only stated."""

    what: str
    against: str
    to_reach: str
    measured: str
    reached: bool | None


def spread(samples: Sequence[float], unit: str, digits: int = 2) -> str:
    """Median and range, as in "0.75 s (0.72 to 0.81)"."""
    center, low, high = (f"{value:.{digits}f}" for value in (median(samples), min(samples), max(samples)))
    return f"{center} {unit} ({low} to {high})"


def ratios(samples: Sequence[float], yardstick: Sequence[float]) -> list[float]:
    """`samples` as multiples of `yardstick`, pair by pair: a drift of the machine between rounds cancels."""
    return [sample / other for sample, other in zip(samples, yardstick, strict=True)]
