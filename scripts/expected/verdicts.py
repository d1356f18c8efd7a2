"""Which of the handout's expectations hold: the first section of docs/expected_results.md."""

from collections.abc import Callable, Sequence
from statistics import mean

from pages import table

from expected.experiments import (
    EPOCHS,
    HELD_OUT_SWEEPS,
    HIDDEN_SIZES,
    SEQUENCE_LENGTHS,
    SEQUENCE_LENGTHS_LONG,
    Measured,
    Setting,
    Sweep,
)
from expected.summary import Values, chain, falls, rises, turns_up

BASE = Setting()


def verdicts(measured: Measured) -> str:
    """The section that says of each expectation what was measured and whether it holds."""

    def fits(claim: str, sweep: Sweep) -> tuple[str, str, str]:
        return _verdict(claim, "loss on the windows", sweep, measured.over(sweep, "window_loss"), falls)

    def recites(claim: str, sweep: Sweep) -> tuple[str, str, str]:
        return _verdict(claim, "recitation", sweep, measured.over(sweep, "sampled"), rises)

    def overfits(claim: str, sweep: Sweep) -> tuple[str, str, str]:
        losses = measured.held_out_over(sweep, "held_out_loss")
        return _verdict(claim, "loss on held-out text", sweep, losses, turns_up)

    words, copies = mean(measured.known_words(BASE)), measured.copies(BASE)
    rows = [
        recites("longer windows recite further", SEQUENCE_LENGTHS),
        recites(f"the same after {SEQUENCE_LENGTHS_LONG.settings[0].epochs} epochs", SEQUENCE_LENGTHS_LONG),
        fits("larger hidden sizes fit better", HIDDEN_SIZES),
        recites("larger hidden sizes recite further", HIDDEN_SIZES),
        fits("more epochs fit more", EPOCHS),
        recites("more epochs recite further", EPOCHS),
        overfits("excessive hidden sizes overfit", HELD_OUT_SWEEPS[0]),
        overfits("too many epochs overfit", HELD_OUT_SWEEPS[1]),
        (
            "the text is recognizable",
            f"{words:.0%} of the words drawn are words of the rhyme",
            "holds" if words > 0.5 else "does not hold",
        ),
        (
            "the text is not a perfect copy",
            f"{copies} of {measured.seeds} samples are perfect copies",
            "holds" if copies < measured.seeds / 2 else "does not hold",
        ),
    ]
    return f"""
## In short

{table(("expected", "measured", "verdict"), rows, left=range(3))}

`a < b` says that the mean rises from a to b by more than three standard errors, `a > b` that it falls by as
much, `a ≈ b` that neither is clear with {measured.seeds} seeds. "Recitation" is its expected length at
temperature 1. Words and copies are those of the default setting.
"""


def _verdict(
    claim: str,
    number: str,
    sweep: Sweep,
    samples: list[list[float]],
    judge: Callable[[Sequence[int], Sequence[Values]], str],
) -> tuple[str, str, str]:
    measured = f"{number}, by {sweep.parameter}: {chain(sweep.values, samples)}"
    return claim, measured, judge(sweep.values, samples)
