"""Question `generate`: sampling a text from the network."""

import math
from typing import Any

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.labs.lab13_rnn import draws
from autograder.labs.lab13_rnn.draws import Arrays
from autograder.student.handle import Student
from rnn_reference import evaluation
from rnn_reference.text import Vocabulary, decode, encode

TEXT_LENGTH = 40  # short, so that a student who reads the whole text again for each character is done in time
# How many texts tell the distribution, by temperature. At 1 few are enough: mistakes show more clearly far from it.
TEXTS = {0.3: 5, 1.0: 2, 3.0: 5}
# By how many nats a model that learns from the text itself may tell it better than the right probabilities do. Both are
# distributions over texts of a length, so by Markov's inequality right answers exceed log(1/a) with a probability of at
# most a, however short they are.
EVIDENCE_LIMIT = math.log(1e6)
NAMED_LIMIT = math.log(20)  # the same for a mistake to be named, by the texts at all temperatures
SEEDED_LENGTH = 30
CLEAR_CUT_SCALE = 2.0
MARGIN = 0.02  # by which the best logit leads; far beyond float32 rounding, whatever the order of summation


def _generate(
    student: Student,
    params: Arrays,
    vocabulary: Vocabulary,
    prompt: str,
    length: int,
    **settings: Any,
) -> str:
    shown = ", ".join([f"prompt={prompt!r}", f"length={length}", *(f"{k}={v}" for k, v in settings.items())])
    result = student.call("generate", draws.variables(params), vocabulary, prompt, length, **settings)
    text = expect.string(result, f"generate({shown})", "Join the characters into one str.")
    if len(text) != length:
        with_prompt = text.startswith(prompt)
        raise CheckFailed(
            f"generate({shown}): asked for {length} characters, got {len(text)}",
            help="Return the new characters only, without the prompt." if with_prompt else "Count the loop's rounds.",
        )
    return text


@check(weight=3)
def exact_length(student: Student, rng: np.random.Generator) -> None:
    """generate() returns exactly `length` new characters"""
    for vocab, hidden, length, prompt_length in ((4, 3, 1, 1), (9, 5, 23, 4), (6, 4, 2, 7), (5, 2, 0, 3)):
        vocabulary = draws.vocabulary(rng, vocab)
        prompt = "".join(rng.choice(vocabulary[1], prompt_length).tolist())
        _generate(student, draws.params(rng, vocab, hidden), vocabulary, prompt, length, seed=length)


@check(weight=1, after=[exact_length])
def in_vocabulary(student: Student, rng: np.random.Generator) -> None:
    """all generated characters are in the vocabulary, with and without a seed"""
    vocabulary = draws.vocabulary(rng, 7)
    for settings in ({"seed": 3}, {"seed": None}, {}):
        text = _generate(student, draws.params(rng, 7, 4, 0.3), vocabulary, vocabulary[1][2], 20, **settings)
        _require_known(text, vocabulary)


def _require_known(text: str, vocabulary: Vocabulary) -> None:
    foreign = sorted(set(text) - set(vocabulary[1]))
    if foreign:
        raise CheckFailed(f"generate() returned {foreign[0]!r}, which is not in the vocabulary {vocabulary[1]}")


def _mistaken(params: Arrays, vocabulary: Vocabulary, prompt: str, length: int) -> dict[str, str]:
    """What follows at temperature 0 when something is wrong, by what is wrong."""
    ids = encode(prompt, vocabulary[0])
    fed = {
        "only the prompt's last character is fed": ids[-1:],
        "only the prompt's first character is fed": ids[:1],
        "the prompt's last character is not fed": ids[:-1],
        "the prompt's last character is fed twice": np.append(ids, ids[-1]),
    }
    wrong = {mistake: evaluation.greedy(params, part, length)[0] for mistake, part in fed.items()}
    first = evaluation.greedy(params, ids, 1)[0]
    wrong["the new characters are not fed back"] = np.repeat(first, length)
    alone = first.tolist()
    while len(alone) < length:
        alone.append(int(evaluation.greedy(params, alone[-1:], 1)[0][0]))
    wrong["the state is not carried along"] = np.array(alone)
    return {mistake: decode(chosen, vocabulary[1]) for mistake, chosen in wrong.items()}


def _clear_cut(rng: np.random.Generator) -> tuple[Arrays, Vocabulary, str, str, dict[str, str]]:
    """Weights and a prompt whose most likely continuation is certain, and what each mistake makes of it."""
    while True:
        # With weights this large the state depends on all that was read, so that hardly two mistakes look the same.
        params, vocabulary = draws.params(rng, 8, 12, CLEAR_CUT_SCALE), draws.vocabulary(rng, 8)
        prompt = "".join(rng.choice(vocabulary[1], 5).tolist())
        chosen, margin = evaluation.greedy(params, encode(prompt, vocabulary[0]), 12)
        if margin > MARGIN:
            expected, mistaken = decode(chosen, vocabulary[1]), _mistaken(params, vocabulary, prompt, 12)
            if len({expected, *mistaken.values()}) == len(mistaken) + 1:
                return params, vocabulary, prompt, expected, mistaken


@check(weight=3, after=[exact_length])
def most_likely(student: Student, rng: np.random.Generator) -> None:
    """at temperature 0 each character is the most likely one after the whole prompt and what was generated"""
    for _ in range(3):
        params, vocabulary, prompt, expected, mistaken = _clear_cut(rng)
        got = _generate(student, params, vocabulary, prompt, len(expected), temperature=0.0)
        if got == expected:
            continue
        named = [f"this is what follows when {mistake}" for mistake, text in mistaken.items() if text == got]
        problem = named[0] if named else "these are not the most likely characters"
        raise CheckFailed(
            f"generate(prompt={prompt!r}, temperature=0) gave {got!r}: {problem}",
            help="Feed every character of the prompt, then each new one, and carry the state along; take the argmax.",
        )


def _chain(rng: np.random.Generator) -> Arrays:
    """Weights with which the next character depends on the last one alone, with probabilities that are well apart.

    No character is the most likely one after itself: a text that stays there shows nothing of the other rows.
    """
    params = draws.params(rng, 4, 4, 0.01)
    params["W_xh"] = 3 * np.eye(4, dtype=np.float32)
    params["W_hh"][:] = 0
    scores = 0.7 * np.insert(rng.permutation([1 / 3, -1 / 3, -1]), rng.integers(1, 4), 1)
    params["W_hy"] = np.array([np.roll(scores, k) for k in range(4)], np.float32)
    return params


def _learned(counts: np.ndarray, probabilities: np.ndarray) -> float:
    """The log-likelihood, in nats, of counts of transitions (V, V) for one who learns what is drawn on the way.

    Known beforehand is only which character of each row of `probabilities` (V, V) is the likeliest, which the second
    likeliest and so on; how often each rank is drawn is learned by the rule of Krichevsky and Trofimov (1981).
    """
    by_rank = np.take_along_axis(counts, np.argsort(probabilities, axis=1), axis=1).sum(axis=0).tolist()
    ranks = len(by_rank)
    drawn = sum(math.lgamma(count + 0.5) - math.lgamma(0.5) for count in by_rank)
    return math.lgamma(ranks / 2) - math.lgamma(sum(by_rank) + ranks / 2) + drawn


def _evidence(counts: np.ndarray, supposed: np.ndarray, right: np.ndarray) -> float:
    """By how many nats one who learns, knowing the ranks of `right`, tells the counts better than `supposed` does."""
    return _learned(counts, right) - float((counts * np.log(supposed)).sum())


def _transitions(
    student: Student, params: Arrays, vocabulary: Vocabulary, temperature: float, rng: np.random.Generator
) -> np.ndarray:
    """How often each character (V) followed each one (V) in the texts at one temperature."""
    settings = {} if temperature == 1 else {"temperature": temperature}
    counts = np.zeros((len(vocabulary[1]), len(vocabulary[1])))
    for number, seed in enumerate(rng.integers(1, 2**31, TEXTS[temperature]).tolist()):
        prompt = vocabulary[1][number % len(vocabulary[1])]
        text = _generate(student, params, vocabulary, prompt, TEXT_LENGTH, seed=seed, **settings)
        _require_known(text, vocabulary)
        ids = encode(prompt + text, vocabulary[0])
        np.add.at(counts, (ids[:-1], ids[1:]), 1)
    return counts


def _explanations(params: Arrays, temperature: float) -> dict[str, np.ndarray]:
    """The distributions (V, V) that would be drawn from at a temperature, by what is wrong; "" where nothing is."""
    plain = _next(params, 1.0)
    return {
        "": _next(params, temperature),
        "occur as often as at temperature 1: the temperature has no effect": plain,
        "occur as if the logits were multiplied by the temperature and not divided": _next(params, 1 / temperature),
        "occur as if the temperature came after the softmax, before another one": np.exp(
            evaluation.log_softmax(plain / temperature)
        ),
        "are all equally likely": np.full_like(plain, 1 / len(plain)),
    }


@check(weight=3, after=[exact_length])
def follows_distribution(student: Student, rng: np.random.Generator) -> None:
    """the characters are drawn from softmax(logits / temperature)"""
    params, vocabulary = _chain(rng), draws.vocabulary(rng, 4)
    counts = {temperature: _transitions(student, params, vocabulary, temperature, rng) for temperature in TEXTS}
    against: dict[str, dict[float, float]] = {}
    for temperature, seen in counts.items():
        explanations = _explanations(params, temperature)
        for problem, rows in explanations.items():
            against.setdefault(problem, {})[temperature] = _evidence(seen, rows, explanations[""])
    right = against.pop("")
    worst = max(right, key=right.__getitem__)
    if right[worst] < EVIDENCE_LIMIT:
        return
    problem = min(against, key=lambda problem: sum(against[problem].values()))
    if all((seen > 0).sum(axis=1).max() == 1 for seen in counts.values()):
        problem = "are always the same after the same character: one is taken each time and none is drawn"
    elif sum(against[problem].values()) >= NAMED_LIMIT:
        problem = "do not occur as often as softmax(logits / temperature) says"
    raise CheckFailed(
        f"among {counts[worst].sum():.0f} characters at temperature {worst} the characters {problem}",
        help="Divide the logits by the temperature, take the softmax, draw one id from it.",
    )


def _next(params: Arrays, temperature: float) -> np.ndarray:
    """The distributions (V, V) of the character after each character of the vocabulary."""
    return np.array([evaluation.next_probabilities(params, [i], temperature) for i in range(len(params["W_xh"]))])


@check(weight=2, after=[exact_length])
def seeded(student: Student, rng: np.random.Generator) -> None:
    """the same seed gives the same text, different seeds give different texts"""
    params, vocabulary = _chain(rng), draws.vocabulary(rng, 4)
    prompt, seeds = vocabulary[1][0], [int(seed) for seed in rng.integers(1, 2**31, 3)]
    texts = [_generate(student, params, vocabulary, prompt, SEEDED_LENGTH, seed=seed) for seed in seeds]
    again = _generate(student, params, vocabulary, prompt, SEEDED_LENGTH, seed=seeds[0], temperature=1.0)
    if texts[0] != again:
        raise CheckFailed(
            f"seed={seeds[0]} gave {texts[0]!r}, and then, with temperature=1, {again!r}",
            help="Make a generator from seed. Where no temperature is given, it is 1.",
        )
    if len(set(texts)) < 3:
        raise CheckFailed(f"two different seeds gave the same text {texts[0]!r}", help="Is the seed used?")


@check(weight=2)
def refuses(student: Student, rng: np.random.Generator) -> None:
    """an empty prompt, a negative length or temperature, and unknown characters raise ValueError"""
    params, vocabulary = draws.params(rng, 5, 3), draws.vocabulary(rng, 5)
    good = vocabulary[1][0]
    student.call("generate", draws.variables(params), vocabulary, good, 4, seed=1)  # raises nothing where all is well
    for what, prompt, length, temperature in (
        ("an empty prompt", "", 4, 1.0),
        ("a negative length", good, -1, 1.0),
        ("a negative temperature", good, 4, -0.5),
        ("an unknown character in the prompt", good + "@", 4, 1.0),
    ):
        expect.value_error(
            lambda p=prompt, n=length, t=temperature: student.call(  # type: ignore[misc]
                "generate", draws.variables(params), vocabulary, p, n, temperature=t, seed=1
            ),
            f"generate() with {what}",
            help="Test the arguments first.",
        )


QUESTION = Question(
    "generate",
    (exact_length, in_vocabulary, most_likely, follows_distribution, seeded, refuses),
    stand_ins=("generate",),
)
