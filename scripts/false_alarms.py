"""How likely is it that a correct submission loses a mark by chance? Called by `make false-alarms`.

Grades a correct NumPy student under fresh seeds, and measures for each check that involves chance how far correct
work stays from its threshold. Writes docs/measured/false_alarms.md.
"""

import argparse
import datetime
import math
import multiprocessing
import os
import platform
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
from support.numpy_student import NAMESPACE, numpy_student

from autograder.checks import expect
from autograder.checks.check import Outcome, judge, random_generator
from autograder.labs import lab13_rnn
from autograder.labs.lab13_rnn import draws, generate, train
from rnn_reference import evaluation, numpy_training
from rnn_reference.text import build_vocabulary, encode, make_windows, markov_entropy

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = lab13_rnn.LAB.questions[:7]  # the other two have nothing to do with chance
LEVELS = (1e-1, 1e-2, 1e-3)
TARGET = 1e-4  # one grading in 10,000


def float32_step(params: dict[str, np.ndarray], ids: np.ndarray, h: np.ndarray) -> np.ndarray:
    """rnn_step in the precision that students compute in."""
    p = {name: np.asarray(value, np.float32) for name, value in params.items()}
    return np.asarray(np.tanh(p["W_xh"][ids] + np.asarray(h, np.float32) @ p["W_hh"] + p["b_h"]))


def float32_forward(
    params: dict[str, np.ndarray], inputs: np.ndarray, h0: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """forward in the precision that students compute in."""
    hidden_size = params["W_hh"].shape[0]
    h = np.zeros((len(inputs), hidden_size), np.float32) if h0 is None else h0
    states = np.stack([h := float32_step(params, inputs[:, t], h) for t in range(inputs.shape[1])], axis=1)
    return states @ np.asarray(params["W_hy"], np.float32) + np.asarray(params["b_y"], np.float32), states


def failed_checks(seed: int) -> list[str]:
    """The checks that a correct student of float32 functions does not pass under `seed`."""
    student = numpy_student(rnn_step=float32_step, forward=float32_forward)
    verdicts = [judge(question, student, seed, 1) for question in QUESTIONS]
    return [f"{v.grade_id}.{one.name}" for v in verdicts for one in v.results if one.outcome is not Outcome.PASSED]


def rounding(seed: int) -> tuple[float, float]:
    """The largest error of float32 states and logits on drawn sequences.

    As a share of the tolerance; and in logits, with the weights and the length of generate.most_likely.
    """
    rng = np.random.default_rng(seed)
    params, inputs = draws.params(rng, 6, 9, 0.7), draws.ids(rng, 6, 3, 12)
    shares = []
    for got, expected in zip(float32_forward(params, inputs), evaluation.forward(params, inputs), strict=True):
        allowed = expect.ABSOLUTE_TOLERANCE + expect.RELATIVE_TOLERANCE * np.abs(expected)
        shares.append(float((np.abs(got - expected) / allowed).max()))
    params, inputs = draws.params(rng, 8, 12, generate.CLEAR_CUT_SCALE), draws.ids(rng, 8, 1, 17)
    error = np.abs(float32_forward(params, inputs)[0] - evaluation.forward(params, inputs)[0]).max()
    return max(shares), float(error)


def evidence(seed: int) -> list[float]:
    """The statistic of generate.follows_distribution, in nats, for texts that have the distribution asked for."""
    rng = np.random.default_rng(seed)
    found = []
    for vocab, temperature, texts, _ in generate.TEXTS:
        params = generate._chain(rng, vocab)
        rows = generate._next(params, temperature)
        cumulative, counts = rows.cumsum(axis=1), np.zeros(rows.shape)
        for number in range(texts):
            state = number % len(rows)
            for draw in rng.random(generate.TEXT_LENGTH):
                following = min(int(np.searchsorted(cumulative[state], draw)), len(rows) - 1)
                counts[state, following] += 1
                state = following
        found.append(generate._evidence(counts, rows, rows))
    return found


def other_training(
    text: str,
    sequence_length: int,
    hidden_size: int,
    epochs: int,
    seed: int,
    batch_size: int = 16,
    learning_rate: float = 5e-3,
    momentum: float | None = None,
    scale: float = 1.0,
) -> tuple[dict[str, np.ndarray], list[float]]:
    """A correct training of another kind: Adam, or descent with momentum; other batches, other first weights."""
    char_to_id, id_to_char = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, char_to_id), sequence_length)
    params = evaluation.as_float64(evaluation.init_params(len(id_to_char), hidden_size, seed))
    params["W_xh"] *= scale
    params["W_hy"] *= scale
    adam = numpy_training.Adam(params, learning_rate)
    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    rng = np.random.default_rng(seed)
    history = []
    for _ in range(epochs):
        order, total = rng.permutation(len(inputs)), 0.0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            loss, gradients = evaluation.gradients(params, inputs[batch], targets[batch])
            clipped = evaluation.clip_by_global_norm(gradients, 1.0)
            if momentum is None:
                adam.apply(params, clipped)
            else:
                for name, gradient in clipped.items():
                    velocity[name] = momentum * velocity[name] - learning_rate * gradient
                    params[name] += velocity[name]
            total += loss * len(batch)
        history.append(total / len(order))
    return params, history


Training: TypeAlias = Callable[..., tuple[dict[str, np.ndarray], list[float]]]
TRAININGS: dict[str, Training] = {
    "the reference: Adam, 16 windows a batch": NAMESPACE["train"],
    "Adam at 0.01, 32 windows a batch": partial(other_training, batch_size=32, learning_rate=1e-2),
    "momentum 0.9 at 0.1, 16 windows a batch": partial(other_training, learning_rate=0.1, momentum=0.9),
    "Adam, 8 windows a batch, first weights half as large": partial(other_training, batch_size=8, scale=0.5),
}


def learned(task: tuple[str, int]) -> float:
    """What the trained weights score in the check train.learns, as a share of its threshold, the bigram entropy."""
    name, seed = task
    rng = random_generator(seed, "train", "learns")
    text = train._phrase_text(rng)
    params, _ = TRAININGS[name](text, 8, 24, 60, int(rng.integers(1, 2**31)))
    ids = encode(text, build_vocabulary(text)[0])
    return evaluation.loss(params, ids[None, :-1], ids[None, 1:]) / markov_entropy(text, 1)


def ahead(task: tuple[str, int]) -> float:
    """The statistic of train.order_is_drawn_anew, in nats, where each epoch has an order of its own."""
    name, seed = task
    text = "".join(np.random.default_rng(seed).permutation(list(draws.LETTERS))[:18].tolist())
    return train._ahead(TRAININGS[name](text, 1, 8, train.ORDER_EPOCHS, seed % 2**31)[0], text)


def upper_tail(quantile: float) -> float:
    """The probability that a standard normal number is above `quantile`."""
    return 0.5 * math.erfc(quantile / math.sqrt(2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gradings", type=int, default=1000)
    parser.add_argument("--trainings", type=int, default=200, help="seeds for each way of training")
    parser.add_argument("--chains", type=int, default=20000, help="simulated texts for the distribution")
    chosen = parser.parse_args()
    first = int(np.random.SeedSequence().generate_state(1)[0])  # fresh; it stands in the report
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        seeds = range(first, first + chosen.gradings)
        failures = Counter(name for names in pool.imap(failed_checks, seeds, 20) for name in names)
        largest_errors = np.max(list(pool.imap(rounding, seeds, 50)), axis=0)
        tasks = [(name, first + i) for name in TRAININGS for i in range(chosen.trainings)]
        shares = dict(zip(tasks, pool.imap(learned, tasks, 10), strict=True))
        gaps = np.array(list(pool.imap(ahead, tasks, 10)))
        simulated = np.array(list(pool.imap(evidence, range(first, first + chosen.chains), 100)))
    report = write(first, chosen.gradings, failures, largest_errors, shares, gaps, simulated)
    (ROOT / "docs" / "measured" / "false_alarms.md").write_text(report, encoding="utf-8")
    print(f"{chosen.gradings} gradings, {sum(failures.values())} false alarms: {dict(failures)}")


def write(
    first: int,
    gradings: int,
    failures: Counter[str],
    largest_errors: np.ndarray,
    shares: dict[tuple[str, int], float],
    gaps: np.ndarray,
    simulated: np.ndarray,
) -> str:
    """The page."""
    learning, learning_bound = _learning(shares)
    sampling_bound = len(generate.TEXTS) * math.exp(-generate.EVIDENCE_LIMIT)
    same_text = _same_text(first)
    order = (((gaps > train.ORDER_LIMIT).sum() + 1) / len(gaps)) ** train.ORDER_RUNS
    total = learning_bound + sampling_bound + same_text + order
    alarms = ", ".join(f"{name}: {count}" for name, count in failures.items()) or "none"
    levels = " | ".join(f"{(simulated >= -math.log(level)).mean():.1e}" for level in LEVELS)
    bounds = " | ".join(f"{level:g}" for level in LEVELS)
    return f"""# False alarms

Made by `make false-alarms` on {datetime.date.today()}, on {os.cpu_count()} cores of {platform.machine()}, with
NumPy {np.__version__}; seeds from {first}.

## In one line

**{gradings} gradings of a correct submission under fresh seeds: {sum(failures.values())} false alarms** ({alarms}). By
the bounds below, a correct submission loses a mark by chance less than once in {1 / total:,.0f} gradings; asked for is
once in {1 / TARGET:,.0f}.

| check | what chance can do | bound per grading |
| :-- | :-- | --: |
| `generate.follows_distribution` | {len(generate.TEXTS)} samples whose characters stray from their distribution | \
{sampling_bound:.1e} |
| `generate.seeded` | two seeds that give the same 30 characters | {same_text:.1e} |
| `train.learns` | a training that ends above the bigram entropy | {learning_bound:.1e} |
| `train.order_is_drawn_anew` | one window left over so often in each of {train.ORDER_RUNS} trainings that it is known \
{train.ORDER_LIMIT} nats better than any other; in {len(gaps)} trainings the most was {gaps.max():.2f} | {order:.1e} |
| all others | nothing: inputs are drawn, but a correct answer is right for every input | 0 |
| **total** | | **{total:.1e}** |

## Rounding

Students compute in float32, the judge in float64. Over {gradings} networks as the checks draw them, the largest
error of a state or a logit was {largest_errors[0]:.1%} of the tolerance. At temperature 0, texts are drawn whose best
logit leads by more than {generate.MARGIN} at every step, {generate.MARGIN / largest_errors[1]:,.0f} times the largest
error of a logit in such networks.

## Sampling

The statistic is the logarithm of a likelihood ratio: of a model that learns the frequencies from the characters
themselves, against softmax(logits / temperature). By Markov's inequality right answers reach log(1/a) with a
probability of at most a, whatever their number; the check fails at log({math.exp(generate.EVIDENCE_LIMIT):,.0f}).
Of {simulated.size:,} simulated samples of the right distribution, lower levels were reached this often; the largest
statistic was {simulated.max():.2f} nats.

| allowed by the bound | {bounds} |
| :-- | --: | --: | --: |
| reached | {levels} |

## Training

What the trained weights score, as a share of the threshold, over fresh texts and seeds. The bound takes the logarithm
of the share as normally distributed.

{learning}"""


def _same_text(seed: int) -> float:
    """A bound on the probability that two of the four texts of generate.seeded are the same by chance."""
    chains = (generate._chain(np.random.default_rng(seed + number)) for number in range(100))
    likeliest = max(float(np.square(generate._next(params, 1.0)).sum(axis=1).max()) for params in chains)
    return 6 * likeliest**generate.SEEDED_LENGTH


def _learning(shares: dict[tuple[str, int], float]) -> tuple[str, float]:
    lines = [
        "| training | runs | mean | largest | threshold is away | bound |",
        "| :-- | --: | --: | --: | --: | --: |",
    ]
    worst = 0.0
    for name in TRAININGS:
        own = np.array([share for (kind, _), share in shares.items() if kind == name])
        away = -float(np.log(own).mean() / np.log(own).std())
        worst = max(worst, upper_tail(away))
        lines.append(
            f"| {name} | {len(own)} | {own.mean():.2f} | {own.max():.2f} | {away:.1f} standard deviations | "
            f"{upper_tail(away):.1e} |"
        )
    return "\n".join(lines) + "\n", worst


if __name__ == "__main__":
    main()
