"""Question `generate`: sampling a text from the network.

What is returned is read generously: a prompt in front of the new characters, a list in place of a string, or a few
characters too many fail `exact_length` only; the other checks judge the new characters.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CannotJudge, CheckFailed, Question, check
from autograder.labs.lab13_rnn import draws
from autograder.labs.lab13_rnn.draws import Arrays
from autograder.student.handle import Student
from rnn_reference import evaluation
from rnn_reference.text import Vocabulary, build_vocabulary, decode, encode

# (V, H, length, characters of the prompt): some prompts are longer than any window or text of the
# lab. Long prompts show whether the prompt stands in front of the text.
LENGTHS = ((18, 8, 23, 12), (4, 3, 1, 1), (30, 6, 2, 130), (5, 2, 0, 9), (1, 1, 5, 1), (9, 5, 40, 4))
TELLING = 9  # characters of a prompt that no text starts with by chance
# (V, temperature, texts, whether a seed is given): how many texts of TEXT_LENGTH tell the distribution. At 1 few are
# enough: mistakes show more clearly far from it. Without a seed the text may always be the same, so one is all.
TEXTS = (
    (4, 0.3, 5, True),
    (4, 1.0, 2, True),
    (4, 3.0, 5, True),
    (18, 1.0, 1, False),
    (18, 3.0, 2, True),
    (30, 1.0, 1, True),
)
TEXT_LENGTH = 40  # short, so that a student who reads the whole text again for each character is done in time
# By how many nats a model that learns from the text may predict it better than the right probabilities do. Both are
# distributions over texts of a length, so by Markov's inequality right answers exceed log(1/a) with a probability of at
# most a, however short they are.
EVIDENCE_LIMIT = math.log(1e6)
NAMED_LIMIT = math.log(20)  # the same for a mistake to be named, by the texts at all temperatures
SEEDED_LENGTH = 30
CLEAR_CUT_SCALE = 2.0
LONG_PROMPT = 130
MARGIN = 0.02  # by which the best logit leads; far beyond float32 rounding, whatever the order of summation


@dataclass(frozen=True)
class Manner:
    """How the student's generate() returns its texts: with the prompt in front of them, or without."""

    with_prompt: bool = False


@dataclass(frozen=True)
class Written:
    """One call of generate() and what came of it."""

    call: str
    prompt: str
    length: int
    result: Any
    text: str | None  # None if the result cannot be read as text


def _ask(
    student: Student, params: Arrays, vocabulary: Vocabulary, prompt: str, length: int, **settings: Any
) -> Written:
    shown = prompt if len(prompt) <= 20 else prompt[:17] + "…"
    told = ", ".join([f"prompt={shown!r}", f"length={length}", *(f"{k}={v}" for k, v in settings.items())])
    with expect.about(f"generate({told})"):
        result = student.call("generate", draws.variables(params), vocabulary, prompt, length, **settings)
    return Written(f"generate({told})", prompt, length, result, _text(result, vocabulary))


def _text(result: Any, vocabulary: Vocabulary) -> str | None:
    """The text that was meant: a list of characters or of ids is joined; None for anything else."""
    if isinstance(result, np.ndarray) and result.ndim == 1:
        result = result.tolist()
    if isinstance(result, list) and all(isinstance(item, str) for item in result):
        return "".join(result)
    known = range(len(vocabulary[1]))
    if isinstance(result, list) and all(type(item) is int and item in known for item in result):
        return decode(result, vocabulary[1])
    return result if isinstance(result, str) else None


def texts(student: Student, rng: np.random.Generator) -> tuple[list[Written], Manner]:
    """Texts of many lengths after prompts of many lengths, and how they are returned."""
    made = []
    for vocab, hidden, length, prompt_length in LENGTHS:
        vocabulary = draws.vocabulary(rng, vocab)
        prompt = "".join(rng.choice(vocabulary[1], prompt_length).tolist())
        made.append(_ask(student, draws.params(rng, vocab, hidden), vocabulary, prompt, length, seed=length))
    told = [one.text for one in made if one.text is not None and len(one.prompt) >= TELLING and one.length]
    starts = [one for one in made if one.text and len(one.prompt) >= TELLING and one.text.startswith(one.prompt)]
    return made, Manner(with_prompt=bool(starts) and 2 * len(starts) > len(told))


def _generate(
    student: Student,
    manner: Manner,
    params: Arrays,
    vocabulary: Vocabulary,
    prompt: str,
    length: int,
    **settings: Any,
) -> str:
    """The new characters, at most `length`. Raises CannotJudge where there are none."""
    written = _ask(student, params, vocabulary, prompt, length, **settings)
    if written.text is None:
        raise CannotJudge(f"{written.call} gave {expect.seen(written.result)}, not a text")
    new = written.text.removeprefix(prompt) if manner.with_prompt else written.text
    if not new:
        raise CannotJudge(f"{written.call} gave no new character")
    return new[:length]


@check(weight=3, given=texts)
def exact_length(student: Student, rng: np.random.Generator, made: tuple[list[Written], Manner]) -> None:
    """generate() returns a string of exactly `length` new characters"""
    for one in made[0]:
        text = expect.string(one.result, one.call, "Join the characters into one str.")
        help = (
            "Return the new characters only, without the prompt."
            if made[1].with_prompt
            else "Count the loop's iterations."
        )
        if len(text) != one.length:
            raise CheckFailed(f"{one.call}: asked for {one.length} characters, got {len(text)}", help)
        if (
            made[1].with_prompt
            and one.length
            and len(one.prompt) >= TELLING
            and text.startswith(one.prompt[: len(text)])
        ):
            raise CheckFailed(f"{one.call}: the result starts with the prompt", help)


@check(weight=1, given=texts)
def in_vocabulary(student: Student, rng: np.random.Generator, made: tuple[list[Written], Manner]) -> None:
    """all generated characters are in the vocabulary, with and without a seed"""
    characters = draws.vocabulary(rng, 21, ordered=False)[1]
    # No character is in two of the vocabularies, so no text that is always the same passes.
    for settings in ({"seed": 3}, {"seed": None}, {}):
        vocabulary = build_vocabulary("".join(characters.pop() for _ in range(7)))
        params = draws.params(rng, 7, 4, 0.3)
        _require_known(_generate(student, made[1], params, vocabulary, vocabulary[1][2], 20, **settings), vocabulary)


def _require_known(text: str, vocabulary: Vocabulary) -> None:
    foreign = sorted(set(text) - set(vocabulary[1]))
    if foreign:
        raise CheckFailed(f"generate() returned {foreign[0]!r}, which is not in the vocabulary {vocabulary[1]}")


def _mistaken(params: Arrays, vocabulary: Vocabulary, prompt: str, length: int) -> dict[str, str]:
    """The text at temperature 0 that each mistake leads to, by the mistake."""
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
    """Weights and a prompt whose most likely continuation is certain, and the text that each mistake leads to."""
    while True:
        # With weights this large the state depends on all that was read, so that hardly two mistakes look the same.
        params, vocabulary = draws.params(rng, 8, 12, CLEAR_CUT_SCALE), draws.vocabulary(rng, 8)
        prompt = "".join(rng.choice(vocabulary[1], 5).tolist())
        chosen, margin = evaluation.greedy(params, encode(prompt, vocabulary[0]), 12)
        if margin > MARGIN:
            expected, mistaken = decode(chosen, vocabulary[1]), _mistaken(params, vocabulary, prompt, 12)
            if len({expected, *mistaken.values()}) == len(mistaken) + 1:
                return params, vocabulary, prompt, expected, mistaken


def _long_memory(rng: np.random.Generator) -> tuple[Arrays, Vocabulary, str, str, dict[str, str]]:
    """The same for a long prompt, all of which counts: each step rotates the state and shifts it a little."""
    while True:
        params, vocabulary = draws.params(rng, 18, 16, 1.0), draws.vocabulary(rng, 18)
        params["W_hh"] = np.linalg.qr(rng.normal(size=(16, 16)))[0].astype(np.float32)
        params |= {"W_xh": 0.05 * params["W_xh"], "b_h": 0 * params["b_h"], "W_hy": 8 * params["W_hy"]}
        prompt = "".join(rng.choice(vocabulary[1], LONG_PROMPT).tolist())
        ids = encode(prompt, vocabulary[0])
        chosen, margin = evaluation.greedy(params, ids, 6)
        cut = {
            f"only the last {kept} characters of a prompt are fed": decode(
                evaluation.greedy(params, ids[-kept:], 6)[0], vocabulary[1]
            )
            for kept in (20, 50, 100)
        }
        expected = decode(chosen, vocabulary[1])
        if margin > MARGIN and len({expected, *cut.values()}) == len(cut) + 1:
            return params, vocabulary, prompt, expected, cut


@check(weight=3, given=texts)
def most_likely(student: Student, rng: np.random.Generator, made: tuple[list[Written], Manner]) -> None:
    """at temperature 0 each character is the most likely one after the prompt and all characters generated so far"""
    judged = 0
    for draw in (_clear_cut, _clear_cut, _clear_cut, _long_memory):
        params, vocabulary, prompt, expected, mistaken = draw(rng)
        try:
            got = _generate(student, made[1], params, vocabulary, prompt, len(expected), temperature=0.0)
        except CannotJudge:  # for example, if the prompt counts as part of the text, and is longer
            continue
        judged += 1
        if expected.startswith(got):  # another check judges texts that are too short
            continue
        named = [mistake for mistake, text in mistaken.items() if text.startswith(got)]
        problem = f"this is the text you get when {named[0]}" if named else "these are not the most likely characters"
        shown = prompt if len(prompt) <= 20 else prompt[:17] + "…"
        raise CheckFailed(
            f"generate(prompt={shown!r}, temperature=0) gave {got!r}: {problem}",
            help="Feed every character of the prompt, then each new one, and carry the state along; take the argmax.",
        )
    if not judged:
        raise CannotJudge("generate() gave no new character")


def _chain(rng: np.random.Generator, vocab: int = 4) -> Arrays:
    """Weights with which the next character depends on the last one alone, by probabilities that are well apart.

    No character is the most likely one after itself: a text that stays there shows nothing of the other rows. Of many
    characters, the likeliest five take about half of all at temperature 1.
    """
    params = draws.params(rng, vocab, vocab, 0.01)
    params["W_xh"] = 3 * np.eye(vocab, dtype=np.float32)
    params["W_hh"][:] = 0
    spread = 0.7 if vocab == 4 else 1.0
    likeliest, *others = spread * np.linspace(1, -1, vocab)
    scores = np.insert(rng.permutation(others), rng.integers(1, vocab), likeliest)
    params["W_hy"] = np.array([np.roll(scores, k) for k in range(vocab)], np.float32)
    return params


def _by_rank(counts: np.ndarray, probabilities: np.ndarray) -> list[float]:
    """Of counts of transitions (V, V), how often the least likely character was drawn, the next one, and so on."""
    ordered = np.take_along_axis(counts, np.argsort(probabilities, axis=1), axis=1)
    return [float(count) for count in ordered.sum(axis=0)]


def _learned(by_rank: list[float]) -> float:
    """The log-likelihood, in nats, of counts by rank for a model that learns while it reads.

    It knows beforehand only which character of each row is the likeliest, which the second likeliest and so on; it
    learns how often each rank is drawn by the rule of Krichevsky and Trofimov (1981).
    """
    ranks = len(by_rank)
    drawn = sum(math.lgamma(count + 0.5) - math.lgamma(0.5) for count in by_rank)
    return math.lgamma(ranks / 2) - math.lgamma(sum(by_rank) + ranks / 2) + drawn


def _likeliest_only(counts: np.ndarray, right: np.ndarray) -> float:
    """The log-likelihood for a model that draws only the likeliest k; each k has the same weight."""
    by_rank = _by_rank(counts, right)
    kept = np.cumsum(np.sort(right, axis=1)[:, ::-1], axis=1)  # (V, k): how likely one of the likeliest k is
    drawn, rows = _log_likelihood(counts, right), counts.sum(axis=1)
    seen = len(by_rank) - min(rank for rank, count in enumerate(by_rank) if count)  # so many ranks are needed at least
    told = [drawn - float((rows * np.log(kept[:, k - 1])).sum()) for k in range(seen, len(by_rank) + 1)]
    return float(np.logaddexp.reduce(told)) - math.log(len(by_rank))


def _evidence(counts: np.ndarray, supposed: np.ndarray, right: np.ndarray) -> float:
    """By how many nats a model that knows the ranks of `right` predicts the counts better than `supposed` does.

    The model is a mixture: one half draws only the likeliest characters, the other half learns.
    """
    ways = (_learned(_by_rank(counts, right)), _likeliest_only(counts, right))
    return float(np.logaddexp.reduce(ways)) - math.log(2) - _log_likelihood(counts, supposed)


def _log_likelihood(counts: np.ndarray, rows: np.ndarray) -> float:
    return float(np.sum(counts * np.log(rows)))


@dataclass(frozen=True)
class Drawn:
    """Weights, and the ids of texts at a temperature, each with its prompt in front."""

    params: Arrays
    temperature: float
    texts: list[np.ndarray]

    @property
    def same(self) -> bool:
        """Whether the first two texts are equal although their seeds differ; near temperature 0 they may be."""
        return self.temperature >= 1 and len(self.texts) > 1 and np.array_equal(self.texts[0], self.texts[1])

    def counts(self, texts: int | None = None) -> np.ndarray:
        """How often each character (V) followed each one (V), in the first `texts` of the texts."""
        vocab = len(self.params["W_xh"])
        counts = np.zeros((vocab, vocab))
        for ids in self.texts[:texts]:
            np.add.at(counts, (ids[:-1], ids[1:]), 1)
        return counts


def _transitions(
    student: Student, manner: Manner, rng: np.random.Generator, vocab: int, temperature: float, texts: int, seeded: bool
) -> Drawn:
    params, vocabulary = _chain(rng, vocab), draws.vocabulary(rng, vocab)
    settings = {} if temperature == 1 else {"temperature": temperature}
    written = []
    for number, seed in enumerate(rng.integers(1, 2**31, texts).tolist()):
        prompt = vocabulary[1][number // 2 % vocab]
        seeds = {"seed": seed} if seeded else {}
        text = _generate(student, manner, params, vocabulary, prompt, TEXT_LENGTH, **settings, **seeds)
        _require_known(text, vocabulary)
        written.append(encode(prompt + text, vocabulary[0]))
    return Drawn(params, temperature, written)


def _explanations(params: Arrays, temperature: float) -> dict[str, np.ndarray]:
    """The distributions (V, V) drawn from at a temperature, by the mistake; "" is the right one."""
    plain = _next(params, 1.0)
    return {
        "": _next(params, temperature),
        "occur as often as at temperature 1: the temperature has no effect": plain,
        "occur as if the logits were multiplied by the temperature instead of divided": _next(params, 1 / temperature),
        "occur as if drawn from softmax(softmax(logits) / temperature)": np.exp(
            evaluation.log_softmax(plain / temperature)
        ),
        "are all equally likely": np.full_like(plain, 1 / len(plain)),
    }


@check(weight=3, given=texts)
def follows_distribution(student: Student, rng: np.random.Generator, made: tuple[list[Written], Manner]) -> None:
    """the characters are drawn from softmax(logits / temperature)"""
    drawn = [_transitions(student, made[1], rng, *kind) for kind in TEXTS]
    # If the seed makes no difference, more texts say no more than one. Another check judges the seed.
    texts = 1 if any(one.same for one in drawn) else None
    counts = [one.counts(texts) for one in drawn]
    against: dict[str, list[float]] = {}
    for one, seen in zip(drawn, counts, strict=True):
        explanations = _explanations(one.params, one.temperature)
        for problem, rows in explanations.items():
            against.setdefault(problem, []).append(_evidence(seen, rows, explanations[""]))
    right = against.pop("")
    if max(right) < EVIDENCE_LIMIT:
        return
    worst = int(np.argmax(right))
    problem = min(against, key=lambda problem: sum(against[problem]))
    if all((seen > 0).sum(axis=1).max() == 1 for seen in counts):
        problem = "are always the same after the same character: they are not drawn at random"
    elif sum(against[problem]) >= NAMED_LIMIT:
        problem = "do not occur as often as softmax(logits / temperature) says"
        # Below a temperature of 1 unlikely characters are rare anyway.
        warm = [i for i, one in enumerate(drawn) if one.temperature >= 1]
        likely = {i: _next(drawn[i].params, drawn[i].temperature) for i in warm}
        if (
            sum(_likeliest_only(counts[i], likely[i]) - _log_likelihood(counts[i], likely[i]) for i in warm)
            > NAMED_LIMIT
        ):
            problem += ": the less likely ones never come"
    raise CheckFailed(
        f"among {counts[worst].sum():.0f} characters at temperature {drawn[worst].temperature}, with "
        f"V = {len(counts[worst])}, the characters {problem}",
        help="Divide the logits by the temperature, take the softmax, draw one id from it.",
    )


def _next(params: Arrays, temperature: float) -> np.ndarray:
    """The distributions (V, V) of the character after each character of the vocabulary."""
    return np.array([evaluation.next_probabilities(params, [i], temperature) for i in range(len(params["W_xh"]))])


@check(weight=1.5, given=texts)
def seeded(student: Student, rng: np.random.Generator, made: tuple[list[Written], Manner]) -> None:
    """the same seed gives the same text, different seeds give different texts"""
    params, vocabulary = _chain(rng), draws.vocabulary(rng, 4)
    prompt, seeds = vocabulary[1][0], [0, 1, int(rng.integers(2, 2**30)), int(rng.integers(2**30, draws.LARGE_SEED))]
    written = [_generate(student, made[1], params, vocabulary, prompt, SEEDED_LENGTH, seed=seed) for seed in seeds]
    for seed, text in zip(seeds[::3], written[::3], strict=True):
        again = _generate(student, made[1], params, vocabulary, prompt, SEEDED_LENGTH, seed=seed, temperature=1.0)
        if text != again:
            raise CheckFailed(
                f"seed={seed} gave {text!r}, and then, with temperature=1, {again!r}",
                help="Make a generator from seed. The default temperature is 1.",
            )
    for i, text in enumerate(written):
        if text in written[:i]:
            same = seeds[written.index(text)]
            raise CheckFailed(
                f"two different seeds, {same} and {seeds[i]}, gave the same text {text!r}", help="Is the seed used?"
            )


@check(weight=2)
def refuses(student: Student, rng: np.random.Generator) -> None:
    """an empty prompt, a negative length or temperature, and unknown characters raise ValueError"""
    params, vocabulary = draws.params(rng, 5, 3), draws.vocabulary(rng, 5)
    good, strange = vocabulary[1][0], str(rng.choice(list(draws.UNKNOWN)))
    student.call("generate", draws.variables(params), vocabulary, good, 4, seed=1)  # must raise nothing
    for what, prompt, length, temperature in (
        ("an empty prompt", "", 4, 1.0),
        ("an empty prompt and length=0", "", 0, 1.0),
        ("a negative length", good, -1, 1.0),
        ("a negative temperature", good, 4, -0.5),
        ("an unknown character in the prompt", good + strange, 4, 1.0),
        ("an unknown character in the prompt and length=0", strange + good, 0, 0.0),
    ):
        expect.value_error(
            lambda p=prompt, n=length, t=temperature: student.call(  # type: ignore[misc]
                "generate", draws.variables(params), vocabulary, p, n, temperature=t, seed=1
            ),
            f"generate() with {what}",
            help="Test the arguments first.",
        )


@check(weight=0.5)
def leaves_arguments_alone(student: Student, rng: np.random.Generator) -> None:
    """generate() does not change its arguments"""
    params, vocabulary = draws.params(rng, 6, 4), draws.vocabulary(rng, 6)
    given = (draws.variables(params), vocabulary, "".join(vocabulary[1]), 7)
    for temperature in (1.0, 0.0):
        result, after = student.update("generate", *given, temperature)
        if not set(_text(result, vocabulary) or "") & set(vocabulary[1]):
            raise CannotJudge("generate() gave no text in this vocabulary")
        expect.unchanged(given, after[:4], ("params", "vocabulary", "prompt", "length"), "generate()")


QUESTION = Question(
    "generate",
    (exact_length, in_vocabulary, most_likely, follows_distribution, seeded, refuses, leaves_arguments_alone),
    stand_ins=("generate",),
)
