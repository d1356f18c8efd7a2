"""How far back networks look, and how long they tell the two places of a repeat apart, over many seeds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log10

import numpy as np
from matplotlib.figure import Figure
from pages import table

from expected.experiments import Setting, train
from expected.plots import BLUE, GRAY, GREEN, VERMILION, VISIBLE
from rnn_reference import evaluation
from rnn_reference.evaluation import Floats
from rnn_reference.text import build_vocabulary, encode, forks

STEPS = 41  # characters back, from the one just read
NETWORKS = {
    "untrained": Setting(epochs=0),
    "windows of 5": Setting(sequence_length=5),
    "windows of 20": Setting(sequence_length=20),
    "windows of 40": Setting(sequence_length=40),
}
LINES = ((GRAY, ":"), (GREEN, "-."), (BLUE, "-"), (VERMILION, "--"))


@dataclass(frozen=True)
class Memory:
    """What the figures of the notebook's Part 7 show of one network."""

    reach: list[float]  # mean influence of the character k steps back, of that of the last one
    apart: list[float]  # distance of the states at the two places of the longest repeat, of that of any two states


def remember(text: str, setting: Setting, seed: int) -> Memory:
    """Train on `text` and look at what the network remembers."""
    ids = encode(text, build_vocabulary(text)[0])
    params, _ = train(text, replace(setting, sequence_length=min(setting.sequence_length, len(text) - 1)), seed)
    reach = evaluation.reach(evaluation.influence(params, ids), min(STEPS, len(ids) - 1))
    states = evaluation.forward(params, ids[np.newaxis])[1][0]
    length, one, other = forks(text)[0]
    apart = np.linalg.norm(states[one - length : one] - states[other - length : other], axis=1)
    mean = np.linalg.norm(states[:, np.newaxis] - states, axis=2).mean()
    return Memory((reach / reach[0]).tolist(), (apart / mean).tolist())


def figure(text: str, memories: dict[Setting, list[Memory]]) -> Figure:
    """Two panels, a line for each kind of network: the geometric mean over the seeds, and their range."""
    drawn = Figure(figsize=(11, 4.4), layout="constrained")
    left, right = drawn.subplots(1, 2)
    for (name, setting), (color, style) in zip(NETWORKS.items(), LINES, strict=True):
        for axes, values in ((left, _all(memories, setting, "reach")), (right, _all(memories, setting, "apart"))):
            axes.semilogy(_mean(values), color=color, linestyle=style, label=name)
            axes.fill_between(range(values.shape[1]), values.min(0), values.max(0), color=color, alpha=0.15, lw=0)
    for length, _, _ in forks(text):
        left.axvline(length, color=GRAY, linestyle=":", linewidth=1)
    left.set(xlabel="characters back (dotted: the forks)", ylabel="influence, of the last character's")
    left.legend()
    length, one, _ = forks(text)[0]
    right.set_xticks(range(length), list(_shown(text[one - length : one])))
    right.set(xlabel="the longest repeat, read at its two places", ylabel="distance of the two states, of any two")
    return drawn


def _all(memories: dict[Setting, list[Memory]], setting: Setting, field: str) -> Floats:
    """One field of all seeds, (seeds, .), kept above zero for a logarithmic axis."""
    return np.maximum([getattr(memory, field) for memory in memories[setting]], 1e-12)


def _mean(values: Floats) -> Floats:
    return np.asarray(np.exp(np.log(values).mean(axis=0)))


def _spread(values: Sequence[float] | Floats) -> str:
    mean = float(_mean(np.asarray(values)[:, np.newaxis])[0])
    return f"{mean:.1e} ({min(values):.1e} to {max(values):.1e})"


def _shown(text: str) -> str:
    return "".join(VISIBLE.get(char, char) for char in text)


def section(text: str, memories: dict[Setting, list[Memory]]) -> str:
    """The section of the page, in Markdown."""
    length, one, other = forks(text)[0]
    backs = sorted({length for length, _, _ in forks(text) if 0 < length < STEPS})
    at = sorted({length // 4, length // 2, length - 1})
    reaches, distances, tenths = [], [], []
    for name, setting in NETWORKS.items():
        reach, apart = (_all(memories, setting, field) for field in ("reach", "apart"))
        tenths.append((reach.shape[1] - 1) / -log10(float(_mean(reach)[-1])))
        reaches.append((name, f"{tenths[-1]:.1f}", *(_spread(reach[:, back]) for back in backs)))
        distances.append((name, *(_spread(apart[:, place]) for place in at)))
    return f"""
## How far the memory reaches

What Part 7 of the notebook shows, over {len(memories[Setting()])} seeds: geometric means, and the range over the seeds.

![Influence of earlier characters; distance of states at the two places of a repeat](images/expected_memory.png)

The influence of the character k steps back is the norm of the gradient of the log-probability of the right next
character with respect to that character's one-hot vector, as a mean over the text and compared with the character just
read (k = 0); `rnn_reference.evaluation.influence`.

{
        table(
            ("network", "characters for a tenth", *(f"left {back} characters back" for back in backs)),
            reaches,
            left={0},
        )
    }

What is to be seen: in every network the influence falls by the same factor with each step, to a tenth every
{min(tenths):.0f} to {max(tenths):.0f} characters, and training does not make it fall more slowly: the untrained network
has the longest reach, if to no purpose. What longer windows teach is *what* to keep. Students who expect windows of 40
to reach twice as far as windows of 20 find that they do not. At the forks (dotted) so little is left that training
hardly hears of the character that would tell the two ways apart.

The longest repeat of the text is {text[one - length : one]!r}: {length} characters that come twice, and then
`{_shown(text[one])}` or `{
        _shown(text[other])
    }`. How far apart the states at the two places are, compared with any two states, after
so many of its characters:

{table(("network", *(f"after {place + 1}" for place in at)), distances, left={0})}

What is to be seen: the two states come together, a little with each character. Where they are the same, the network
cannot go on in two ways: it takes both places for one, which is why its text runs in circles. The two heat maps of the
notebook's figure look alike from about the character at which the distance is a tenth.
"""
