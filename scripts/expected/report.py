"""The text of docs/expected_results.md. Every number and verdict in it is computed from what was measured."""

import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from math import ceil, log
from os import cpu_count
from pathlib import Path
from statistics import mean

from pages import table, wrapped

from expected.experiments import (
    EPOCHS,
    HELD_OUT_SWEEPS,
    HIDDEN_SIZES,
    SAMPLE_LENGTH,
    SEQUENCE_LENGTHS,
    SEQUENCE_LENGTHS_LONG,
    Measured,
    Setting,
    Sweep,
    hold_out,
)
from expected.plots import VISIBLE
from expected.summary import chain, spread
from expected.verdicts import verdicts
from rnn_reference.settings import BATCH_SIZE, LEARNING_RATE, SEED
from rnn_reference.text import forks, markov_entropy, window_entropy

BASE = Setting()
LONG = SEQUENCE_LENGTHS_LONG.settings[0].epochs
SHOWN = 60  # characters of an example
NEWLINE = "\n"


def report(measured: Measured, more: Sequence[str], seconds: float) -> str:
    """The whole page, in Markdown, with `more` sections at its end; `seconds` is what the measurement took."""
    sections = (
        _introduction(measured, seconds),
        verdicts(measured),
        _how(measured),
        _sequence_length(measured),
        _hidden_size(measured),
        _epochs(measured),
        _overfitting(measured),
        _recognizable(measured),
        *more,
    )
    return wrapped("\n\n".join(section.strip() for section in sections))


def _introduction(measured: Measured, seconds: float) -> str:
    return f"""
# Expected results

What students should see when they vary the window, the hidden size and the epochs, measured with
{measured.seeds} seeds a setting, and where the handout's expectations do not hold on this text.

Made by `make expected-results` on {date.today().isoformat()}, in
{seconds / 60:.1f} minutes, on {cpu_count()} cores of {_processor()}, with Python {platform.python_version()}
and NumPy {version("numpy")}. The networks are trained by `rnn_reference/numpy_training.py`, which starts from
the same weights as the TensorFlow training, takes the same batches and makes the same updates:
`tests/tensorflow/test_reference_training.py` holds the two together (TensorFlow {version("tensorflow")}).
"""


def _processor() -> str:
    """The processor's name as the system gives it."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _how(measured: Measured) -> str:
    text, prompt = measured.text, measured.prompt
    entropies = ", ".join(f"order {k} {markov_entropy(text, k):.3f}" for k in (0, 1, 3, 10, 25))
    return f"""
## How it was measured

- The text is `source/lab13_rnn/character_sequence.txt`, here called the rhyme:
  {len(text)} characters, {len(set(text))} of them distinct.
  All losses are in nats per character. Guessing scores log V = {log(len(set(text))):.3f}. The entropy of a
  character given those before it: {entropies}.
- One setting varies at a time; the others are sequence_length {BASE.sequence_length}, hidden_size
  {BASE.hidden_size}, epochs {BASE.epochs}. Batches of {BATCH_SIZE} windows, Adam at {LEARNING_RATE}, seeds 0
  to {measured.seeds - 1}. Tables give mean ± standard deviation (lowest to highest) over the seeds.
- *Last epoch* is the last entry of `history`: the mean over the windows while the weights still change.
  *Windows* is the loss of the trained network on the same windows. *One pass* is its loss when it reads the
  text once from its first character: the state then carries on beyond the length of a window, which training
  never showed it.
- *Lowest possible* is what the best predictor of any kind scores on the windows: the t-th target of a window
  must be predicted from the t characters before it, so it is the mean over t of the entropies of order t
  (`rnn_reference.text.window_entropy`).
- *Faithful recitation* starts after the first {len(prompt)} characters, {prompt!r}, which is
  the shortest beginning of the rhyme that has only one continuation. Counted are the generated characters
  up to the first that differs from the rhyme, {len(measured.rest)} at most, to its end. At temperature 0 this
  is one number a network; at temperature 1 it is the expected length, computed exactly and not sampled.
"""


def _losses(measured: Measured, sweep: Sweep) -> str:
    fields = [measured.over(sweep, name) for name in ("final_loss", "window_loss", "text_loss")]
    rows = [
        (
            value,
            f"{window_entropy(measured.text, setting.sequence_length):.3f}",
            *(spread(s, 3) for s in samples),
        )
        for value, setting, *samples in zip(sweep.values, sweep.settings, *fields, strict=True)
    ]
    return table((sweep.parameter, "lowest possible", "last epoch", "windows", "one pass"), rows)


def _recitations(measured: Measured, sweep: Sweep) -> str:
    fields = [measured.over(sweep, name) for name in ("sampled", "greedy")]
    rows = [
        (value, spread(sampled, 1), spread(greedy, 1), sum(n == len(measured.rest) for n in greedy))
        for value, sampled, greedy in zip(sweep.values, *fields, strict=True)
    ]
    header = (
        sweep.parameter,
        "recited, temperature 1",
        "recited, temperature 0",
        f"to the end, of {measured.seeds}",
    )
    return table(header, rows)


def _sequence_length(measured: Measured) -> str:
    text, shortest, longest = measured.text, SEQUENCE_LENGTHS.settings[0], SEQUENCE_LENGTHS.settings[-1]
    stops = [
        outcome.greedy
        for sweep in (SEQUENCE_LENGTHS, SEQUENCE_LENGTHS_LONG)
        for setting in sweep.settings
        if setting.sequence_length >= 10
        for outcome in measured.outcomes[setting]
    ]
    length, one, other = forks(text)[0]
    one_pass, one_pass_long = (
        chain(sweep.values, measured.over(sweep, "text_loss")) for sweep in (SEQUENCE_LENGTHS, SEQUENCE_LENGTHS_LONG)
    )
    return f"""
## Longer windows

{_losses(measured, SEQUENCE_LENGTHS)}

{_recitations(measured, SEQUENCE_LENGTHS)}

![Loss and recitation by sequence_length](images/expected_sequence_length.png)

From windows of a few characters to windows of ten the gain is large: short windows confuse the places at
which the same two or five characters occur. Students vary the window within 10 and 50, above most of this
gain: let them try 2 and 5 as well. From ten on, what is left to learn are the distant repeats. The longest is
{text[one - length : one]!r}: after these {length} characters comes
`{VISIBLE.get(text[one], text[one])}` at one place, `{VISIBLE.get(text[other], text[other])}` at the other, and only
the character before them tells which. {_at_the_fork(measured, stops)}

A window of {length + 1} or more shows the network that character together with the fork, but a plain recurrent
network hardly learns to carry it that far: gradients shrink at each step on the way back (Bengio, Simard and
Frasconi, 1994). With {LONG} epochs instead of {BASE.epochs}:

{_losses(measured, SEQUENCE_LENGTHS_LONG)}

{_recitations(measured, SEQUENCE_LENGTHS_LONG)}

Two warnings for comparisons of losses:

- The loss on the windows falls with their length for any model, because less of each window is its beginning,
  where little is known: compare it with the lowest possible, or use the one pass.
- A longer window leaves fewer windows: {len(text) - shortest.sequence_length} of length
  {shortest.sequence_length} but {len(text) - longest.sequence_length} of length {longest.sequence_length}, so
  {_updates(text, shortest)} and {_updates(text, longest)} updates an epoch. At {BASE.epochs} epochs the
  longest windows are trained least. Their one pass, by sequence_length, shows it: {one_pass} at {BASE.epochs}
  epochs, {one_pass_long} at {LONG}.
"""


def _updates(text: str, setting: Setting) -> int:
    """Updates in an epoch: batches, the last of which may be smaller."""
    return ceil((len(text) - setting.sequence_length) / BATCH_SIZE)


def _at_the_fork(measured: Measured, stops: list[int]) -> str:
    """What becomes of recitations at the two places of the longest repeat, where both lie behind the prompt."""
    whole, start = len(measured.rest), len(measured.prompt)
    first, second = (place - start for place in forks(measured.text)[0][1:])
    if first < 0:
        return ""
    # Of a network that is certain of everything but the two forks, and even at those.
    expected = first + (second - first) / 2 + (whole - second) / 4
    return f"""The two forks come {first} and {second} characters after the prompt. A network that is certain of all
but the forks, and gives each turn one half, recites {expected:.0f} characters on average at temperature 1. At
temperature 0 it takes the same turn at both, and is wrong at the first or at the second, by chance: of the {len(stops)}
networks with windows of 10 and more, at {BASE.epochs} or {LONG} epochs,
{sum(stop in (first, second) for stop in stops)} stop at exactly these two places. This is why the lengths at
temperature 0 vary so much."""


def _hidden_size(measured: Measured) -> str:
    smallest, *_, second, largest = (mean(values) for values in measured.over(HIDDEN_SIZES, "window_loss"))
    sizes = HIDDEN_SIZES.values
    return f"""
## Larger hidden sizes

{_losses(measured, HIDDEN_SIZES)}

{_recitations(measured, HIDDEN_SIZES)}

![Loss and recitation by hidden_size](images/expected_hidden_size.png)

The first doublings gain most. The last, from {sizes[-2]} to {sizes[-1]}, lowers the loss on the windows by
{second - largest:.3f} nats, of the {smallest - largest:.3f} between {sizes[0]} and {sizes[-1]}: larger sizes
stop helping where the lowest possible is near, which no size can pass.
"""


def _epochs(measured: Measured) -> str:
    bigram = markov_entropy(measured.text, 1)
    below = [
        next((i for i, loss in enumerate(outcome.history, start=1) if loss < bigram), BASE.epochs + 1)
        for outcome in measured.outcomes[BASE]
    ]
    return f"""
## More epochs

{_losses(measured, EPOCHS)}

{_recitations(measured, EPOCHS)}

![Loss and recitation by epochs](images/expected_epochs.png)

![Loss of each epoch, a line a seed](images/expected_history.png)

The loss passes below the bigram entropy of the text, {bigram:.3f}, by epoch {max(below)} with every seed. It
falls fast until it nears the lowest possible, and then slowly.
"""


def _overfitting(measured: Measured) -> str:
    training_text, held_out_text = hold_out(measured.text)
    tables = []
    for sweep in HELD_OUT_SWEEPS:
        fields = [measured.held_out_over(sweep, name) for name in ("window_loss", "held_out_loss")]
        rows = [
            (value, spread(windows, 3), spread(held_out, 3))
            for value, windows, held_out in zip(sweep.values, *fields, strict=True)
        ]
        tables.append(table((sweep.parameter, "windows trained on", "text held out"), rows))
    return f"""
## Overfitting

On the whole rhyme nothing is held out, and none of the tables above can show overfitting: there, a network
that knows the text by heart is the best one. To see it, train on its first part, "{training_text.strip()}", and measure
on "{held_out_text.strip()}", the longest piece of the rest that has no other characters.

{tables[0]}

{tables[1]}

![Loss on text trained on and text held out](images/expected_held_out.png)

The loss on the part trained on keeps falling. Whether the loss on the other rises again, with the hidden size and with
the epochs, is said above, under "overfit".
"""


def _recognizable(measured: Measured) -> str:
    rows = []
    for setting in (*SEQUENCE_LENGTHS.settings, SEQUENCE_LENGTHS_LONG.settings[-1]):
        first = measured.outcomes[setting][0]
        words = [100 * share for share in measured.known_words(setting)]
        row = (setting.sequence_length, setting.epochs, spread(words, 0), measured.copies(setting))
        rows.append((*row, _shown(first.continuation), _shown(first.sample)))
    header = ("sequence_length", "epochs", "words of the rhyme, %", f"copies, of {measured.seeds}")
    return f"""
## Recognizable, but not a copy

{SAMPLE_LENGTH} characters after the prompt were drawn at temperature 1 from each network. Counted are the
words that are words of the rhyme, and the copies: samples that begin with all the {len(measured.rest)}
characters that follow the prompt in the rhyme. The examples are of seed 0.

{table((*header, "temperature 0", "temperature 1"), rows, left=(4, 5))}

The words come right before their order does. What the rhyme repeats, the text repeats more: at temperature 0
it ends in a loop, because where two contexts look the same to the network, it goes on in the same way after
both. A copy needs both forks to come out right. A network certain of all but these, even at them, copies the
rhyme once in four samples at temperature 1, so that perfect copies do occur after long training.

![States and probability of the next character while reading](images/expected_trace.png)

The network of the default setting (seed {SEED}) reads the rhyme. The probability of the character that really
came next is low where the rhyme forks: at the start, where little has been read, and at the ends of the long
repeats.
"""


def _shown(text: str) -> str:
    """The beginning of a generated text, as code in a table."""
    return f"`{text[:SHOWN].replace(NEWLINE, VISIBLE[NEWLINE])}`"
