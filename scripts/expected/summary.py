"""Numbers measured over seeds, and comparisons of them, as words and symbols."""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from statistics import mean, stdev, variance

Values = Sequence[float]

# Two means differ when they are this many standard errors apart: by chance once in about 370 comparisons
# (normal approximation, 20 seeds).
STANDARD_ERRORS = 3.0


def spread(values: Values, digits: int) -> str:
    """Mean, standard deviation and range, as in "0.104 ± 0.002 (0.101 to 0.108)"."""
    numbers = (mean(values), stdev(values), min(values), max(values))
    center, deviation, low, high = (f"{number:.{digits}f}" for number in numbers)
    return f"{center} ± {deviation} ({low} to {high})"


def clearly_less(a: Values, b: Values) -> bool:
    """Whether the mean of `a` lies below that of `b` by more than STANDARD_ERRORS of the difference."""
    error = sqrt(variance(a) / len(a) + variance(b) / len(b))
    return mean(b) - mean(a) > STANDARD_ERRORS * error


def chain(labels: Sequence[int], samples: Sequence[Values]) -> str:
    """The labels in order, with what their means do from one to the next: "2 < 5 < 10 ≈ 20"."""
    parts = [str(labels[0])]
    for label, (before, after) in zip(labels[1:], pairwise(samples), strict=True):
        sign = "<" if clearly_less(before, after) else ">" if clearly_less(after, before) else "≈"
        parts.append(f"{sign} {label}")
    return " ".join(parts)


def falls(labels: Sequence[int], samples: Sequence[Values]) -> str:
    """Where the means fall clearly from each label to the next: a verdict on "the larger, the lower"."""
    clear = [clearly_less(after, before) for before, after in pairwise(samples)]
    if all(clear):
        return "holds throughout"
    if not any(clear):
        return "does not hold"
    start = clear.index(True)
    steps = [*clear[start:], False].index(False)
    return f"holds from {labels[start]} to {labels[start + steps]}"


def rises(labels: Sequence[int], samples: Sequence[Values]) -> str:
    """The same of "the larger, the higher"."""
    return falls(labels, [[-value for value in sample] for sample in samples])


def turns_up(labels: Sequence[int], samples: Sequence[Values]) -> str:
    """Whether the means, past their lowest, end clearly higher: a verdict on "too much does harm"."""
    lowest = min(range(len(samples)), key=lambda i: mean(samples[i]))
    if clearly_less(samples[lowest], samples[-1]):
        return f"holds: lowest at {labels[lowest]}, clearly higher at {labels[-1]}"
    return f"not seen: lowest at {labels[lowest]}, not clearly higher at {labels[-1]}"
