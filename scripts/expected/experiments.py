"""Runs of the lab's experiments over many seeds, trained and measured in NumPy."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rnn_reference import evaluation, numpy_training, settings
from rnn_reference.evaluation import Params
from rnn_reference.text import Ids, build_vocabulary, decode, encode, make_windows

SAMPLE_LENGTH = 100


@dataclass(frozen=True)
class Setting:
    """What a run varies. The defaults are the run from which every experiment departs."""

    sequence_length: int = settings.SEQUENCE_LENGTH
    hidden_size: int = settings.HIDDEN_SIZE
    epochs: int = settings.EPOCHS


@dataclass(frozen=True)
class Sweep:
    """Settings that differ in one parameter, in rising order."""

    parameter: str
    settings: tuple[Setting, ...]

    @property
    def values(self) -> list[int]:
        return [getattr(setting, self.parameter) for setting in self.settings]


def sweep(parameter: str, values: tuple[int, ...], epochs: int = settings.EPOCHS) -> Sweep:
    """One parameter at each of `values`, the others at their defaults, the epochs if given."""
    base = Setting(epochs=epochs)
    return Sweep(parameter, tuple(replace(base, **{parameter: value}) for value in values))


SEQUENCE_LENGTHS = sweep("sequence_length", (2, 5, 10, 20, 30, 50))
# Ten times as long: after it, more epochs change little at any of these lengths.
SEQUENCE_LENGTHS_LONG = sweep("sequence_length", (2, 5, 10, 20, 30, 50), epochs=400)
HIDDEN_SIZES = sweep("hidden_size", (4, 8, 16, 32, 64, 128, 256))
EPOCHS = sweep("epochs", (1, 2, 5, 10, 20, 40, 80))
SWEEPS = (SEQUENCE_LENGTHS, SEQUENCE_LENGTHS_LONG, HIDDEN_SIZES, EPOCHS)
HELD_OUT_SWEEPS = (HIDDEN_SIZES, sweep("epochs", (5, 10, 20, 40, 80, 160, 320)))


@dataclass(frozen=True)
class Outcome:
    """What came of one run: losses in nats per character, recitations in characters."""

    history: list[float]
    window_loss: float  # of the trained network on the windows it was trained on
    text_loss: float  # of the trained network reading the whole text once
    greedy: int  # length of faithful recitation at temperature 0
    sampled: float  # its expected value at temperature 1
    continuation: str  # SAMPLE_LENGTH characters at temperature 0
    sample: str  # SAMPLE_LENGTH characters at temperature 1

    @property
    def final_loss(self) -> float:
        return self.history[-1]


@dataclass(frozen=True)
class HeldOut:
    """Losses in nats per character after training on a part of the text."""

    window_loss: float  # on the windows of that part
    held_out_loss: float  # on the other part, read once


@dataclass(frozen=True)
class Measured:
    """Everything that was measured, one result a seed."""

    text: str
    seeds: int
    outcomes: dict[Setting, list[Outcome]]
    held_out: dict[Setting, list[HeldOut]]

    @property
    def prompt(self) -> str:
        return unambiguous_prefix(self.text)

    @property
    def rest(self) -> str:
        """What follows the prompt in the text."""
        return self.text[len(self.prompt) :]

    def over(self, sweep: Sweep, number: str) -> list[list[float]]:
        """One field of the outcomes, for each setting of the sweep and each seed."""
        return [[getattr(o, number) for o in self.outcomes[setting]] for setting in sweep.settings]

    def known_words(self, setting: Setting) -> list[float]:
        """For each sample, the share of its words that are words of the text, punctuation included.

        The last word of a sample may be cut off, and is not counted.
        """
        known = set(self.text.split())
        samples = [outcome.sample.split()[:-1] for outcome in self.outcomes[setting]]
        return [sum(word in known for word in words) / max(len(words), 1) for words in samples]

    def copies(self, setting: Setting) -> int:
        """How many samples go on as the text does, to its end."""
        return sum(outcome.sample.startswith(self.rest) for outcome in self.outcomes[setting])

    def held_out_over(self, sweep: Sweep, number: str) -> list[list[float]]:
        """The same of the runs with a held-out text."""
        return [[getattr(o, number) for o in self.held_out[setting]] for setting in sweep.settings]


def hold_out(text: str) -> tuple[str, str]:
    """A first part of the text, to train on, and the longest piece of the rest that has no other characters.

    The first part is the first sentence, or about half of the text where it has no full stop within.
    """
    end = text.find(". ") + 2 if ". " in text else text.find(" ", len(text) // 2) + 1 or len(text) // 2
    known, pieces = set(text[:end]), [""]
    for char in text[end:]:
        if char in known:
            pieces[-1] += char
        else:
            pieces.append("")
    return text[:end], max(pieces, key=len)


def unambiguous_prefix(text: str) -> str:
    """The shortest beginning of `text` that occurs nowhere else in it: only one continuation is right."""
    return next(text[:n] for n in range(1, len(text) + 1) if text.find(text[:n], 1) == -1)


def recitation(params: Params, ids: Ids, start: int) -> tuple[int, float]:
    """How many characters of the text `ids` (L,) are recited after its first `start` ones, before an error.

    Returns the length at temperature 0 and the expected length at temperature 1; both at most L - start.
    Until the first error, generated and true text are the same, so that one reading of the true text gives
    both. With p_k the probability of the k-th character after the start, the expected length is the sum over
    k of p_1 ... p_k, the probability that the first k are right.
    """
    logits, _ = evaluation.forward(params, ids[np.newaxis, :-1])
    log_p, wanted = evaluation.log_softmax(logits[0, start - 1 :]), ids[start:]
    right = log_p.argmax(axis=-1) == wanted
    probability = np.exp(log_p[np.arange(len(wanted)), wanted])
    greedy = len(right) if right.all() else int(right.argmin())
    return greedy, float(probability.cumprod().sum())


def sample(params: Params, prompt: Ids, length: int, seed: int) -> list[int]:
    """The ids of `length` characters after `prompt` (L,), drawn at temperature 1."""
    rng = np.random.default_rng(seed)
    ids = [int(i) for i in prompt]
    for _ in range(length):
        ids.append(int(rng.choice(np.shape(params["b_y"])[0], p=evaluation.next_probabilities(params, ids))))
    return ids[len(prompt) :]


def run(text: str, setting: Setting, seed: int) -> Outcome:
    """Train on `text` and measure."""
    vocabulary = build_vocabulary(text)
    ids = encode(text, vocabulary[0])
    weights, history = train(text, setting, seed)
    params = evaluation.as_float64(weights)
    start = len(unambiguous_prefix(text))
    greedy, sampled = recitation(params, ids, start)
    continuation, _ = evaluation.greedy(params, ids[:start], SAMPLE_LENGTH)
    return Outcome(
        history,
        evaluation.loss(params, *make_windows(ids, setting.sequence_length)),
        evaluation.loss(params, *_in_one_pass(ids)),
        greedy,
        sampled,
        decode(continuation, vocabulary[1]),
        decode(sample(params, ids[:start], SAMPLE_LENGTH, seed), vocabulary[1]),
    )


def run_held_out(text: str, setting: Setting, seed: int) -> HeldOut:
    """Train on the first part of `hold_out(text)` and measure on both."""
    training_text, held_out_text = hold_out(text)
    char_to_id, _ = build_vocabulary(training_text)
    params, _ = train(training_text, setting, seed)
    windows = make_windows(encode(training_text, char_to_id), setting.sequence_length)
    held_out = _in_one_pass(encode(held_out_text, char_to_id))
    return HeldOut(evaluation.loss(params, *windows), evaluation.loss(params, *held_out))


def train(text: str, setting: Setting, seed: int) -> tuple[dict[str, npt.NDArray[np.float32]], list[float]]:
    """The parameters and the history of one training."""
    return numpy_training.train(text, setting.sequence_length, setting.hidden_size, setting.epochs, seed)


def _in_one_pass(ids: Ids) -> tuple[Ids, Ids]:
    """The text as a single window, inputs and targets (1, L - 1)."""
    return ids[np.newaxis, :-1], ids[np.newaxis, 1:]
