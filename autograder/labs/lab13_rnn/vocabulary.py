"""Question `vocabulary`: build_vocabulary, encode, decode."""

import string
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.labs.lab13_rnn import draws
from autograder.student.handle import Student

ALL = len(draws.ALPHABET)
SIZES = ((1, 1), (1, 4), (5, 30), (ALL, 500))  # (V, characters of the text)
MAX_SHOWN = 60
PAIR = "Return the pair (char_to_id, id_to_char): a dict and a list."


def _shown(text: str) -> str:
    return repr(text) if len(text) <= MAX_SHOWN else f"a text of {len(text)} characters that starts {text[:20]!r}"


def _built(student: Student, text: str) -> tuple[str, list[Any]]:
    """The call as a message shows it, and the two things that build_vocabulary() returned."""
    call = f"build_vocabulary() of {_shown(text)}"
    with expect.about(call):
        return call, expect.sequence(student.call("build_vocabulary", text), 2, call, PAIR)


def _listed(characters: Iterable[str]) -> str:
    return " ".join(repr(char) for char in sorted(characters)[:5])


@check(weight=2)
def sorted_characters(student: Student, rng: np.random.Generator) -> None:
    """id_to_char lists every distinct character once, sorted"""
    texts = [draws.text(rng, draws.vocabulary(rng, size)[1], length) for size, length in SIZES]
    texts.append(" " + draws.text(rng, list("abcdefg"), 30) + "\n")  # the blanks are nowhere else
    for text in texts:
        call, (char_to_id, id_to_char) = _built(student, text)
        if not isinstance(char_to_id, dict) or not isinstance(id_to_char, list):
            raise CheckFailed(f"{call} gave {expect.seen(char_to_id)} and {expect.seen(id_to_char)}", help=PAIR)
        strange = [item for item in id_to_char if not isinstance(item, str)]
        if strange:
            raise CheckFailed(f"{call}: id_to_char holds {expect.seen(strange[0])}", help="It is a list of characters.")
        problem = _unlike(id_to_char, sorted(set(text)))
        if problem:
            raise CheckFailed(f"{call}: id_to_char is {_shown_list(id_to_char)}: {problem}", help="sorted(set(text))")


def _shown_list(items: list[str]) -> str:
    return repr(items) if len(items) <= 12 else f"a list of {len(items)}"


def _unlike(got: list[str], expected: list[str]) -> str:
    """What is wrong with a list of characters; "" if nothing is."""
    counts = Counter(got)
    missing, foreign = set(expected) - set(got), set(got) - set(expected)
    if missing or foreign or len(counts) < len(got):
        parts = {
            "missing": missing,
            "not in the text": foreign,
            "repeated": {char for char, n in counts.items() if n > 1},
        }
        told = "; ".join(f"{what} {_listed(which)}" for what, which in parts.items() if which)
        return f"it must list each distinct character once ({told})"
    return "" if got == expected else "it is not sorted"


@check(weight=1)
def ids_match(student: Student, rng: np.random.Generator) -> None:
    """char_to_id is the inverse of id_to_char"""
    for size, length in ((9, 40), (ALL, 300)):
        text = draws.text(rng, draws.vocabulary(rng, size)[1], length)
        call, pair = _built(student, text)
        # Told apart by type, so that an exchanged pair, or two dicts, can be judged here.
        char_to_id, id_to_char = pair if isinstance(pair[0], dict) else pair[::-1]
        pairs = list(id_to_char.items() if isinstance(id_to_char, dict) else enumerate(expect.items(id_to_char, call)))
        if not isinstance(char_to_id, dict):
            raise CheckFailed(f"{call} gave {expect.seen(char_to_id)} for char_to_id", help=PAIR)
        way_back = "id_to_char[char_to_id[c]] must be c, and every id from 0 to V - 1 must occur."
        ids = {
            char: int(expect.integers(i, f"{call}: char_to_id[{char!r}]", (), way_back))
            for char, i in char_to_id.items()
        }
        if ids != {char: i for i, char in pairs if isinstance(char, str)} or len(ids) < len(pairs):
            raise CheckFailed(
                f"{call}: char_to_id is {expect.seen(char_to_id)}, which is not the inverse of id_to_char",
                help=way_back,
            )


def _order(rng: np.random.Generator, size: int) -> tuple[dict[str, int], list[str]]:
    """A vocabulary in any order, so that nothing but the dict tells which id a character has."""
    return draws.vocabulary(rng, size, ordered=False)


@check(weight=2)
def encodes(student: Student, rng: np.random.Generator) -> None:
    """encode() returns the ids of a text, int32 of shape (len(text),)"""
    for size, length in ((1, 1), (3, 5), (12, 41), (300, 400)):
        char_to_id, characters = _order(rng, size)
        # Not every character of the vocabulary need occur.
        ids = _blank_ends(rng.integers(size, size=length), characters)
        text = "".join(characters[i] for i in ids)
        call = f"encode() of {_shown(text)} with V = {size}"
        with expect.about(call):
            found = expect.integers(student.call("encode", text, char_to_id), call, (length,))
        if found.tolist() != [char_to_id[char] for char in text]:
            raise CheckFailed(
                f"{call} does not use the char_to_id it was given",
                help="Look up each character in char_to_id, in the order of the text.",
            )


@check(weight=1)
def unknown_character(student: Student, rng: np.random.Generator) -> None:
    """encode() raises a ValueError that names a character it does not know"""
    char_to_id, characters = _order(rng, 8)
    strange = rng.choice(list(draws.UNKNOWN), 4, replace=False).tolist()
    digit = str(rng.choice([char for char in string.digits if char not in characters]))
    known = "".join(characters[:4])
    student.call("encode", known, char_to_id)  # must raise nothing
    for unknown, place in zip((digit, *strange), (2, 0, 4, 1, 3), strict=True):
        text = known[:place] + unknown + known[place:]
        expect.value_error(
            lambda text=text: student.call("encode", text, char_to_id),  # type: ignore[misc]
            f"encode() of {text!r}, where {unknown!r} is unknown",
            mentions=unknown,
            help="A KeyError is not enough: catch it, or test first, and put the character into the message.",
        )


def _blank_ends(ids: np.ndarray, characters: list[str]) -> np.ndarray:
    """The ids with a blank in front and a newline at the end, where these are characters: code that strips shows."""
    for place, blank in ((0, " "), (-1, "\n")):
        if blank in characters:
            ids[place] = characters.index(blank)
    return ids


@check(weight=1.5)
def decodes(student: Student, rng: np.random.Generator) -> None:
    """decode() turns ids back into the text"""
    for size, length, as_list in ((1, 1, False), (4, 6, True), (13, 37, False), (ALL, 200, False)):
        _, id_to_char = _order(rng, size)
        ids = _blank_ends(draws.ids(rng, size, length), id_to_char)
        call = f"decode() of {'a list' if as_list else 'an array'} of {length} ids"
        with expect.about(call):
            text = expect.string(student.call("decode", ids.tolist() if as_list else ids, id_to_char), call)
        if text != "".join(id_to_char[i] for i in ids):
            raise CheckFailed(
                f"{call} gave {expect.seen(text)}, which is not the text of these ids",
                help="Look up each id in id_to_char and join the characters with nothing between them.",
            )


@check(weight=0.5)
def leaves_arguments_alone(student: Student, rng: np.random.Generator) -> None:
    """encode() and decode() do not change their arguments"""
    char_to_id, id_to_char = _order(rng, 6)
    text, ids = "".join(id_to_char), draws.ids(rng, 6, 9)
    encoded, after = student.update("encode", text, char_to_id)
    expect.integers(encoded, "encode()", (len(text),))
    expect.unchanged((text, char_to_id), after, ("text", "char_to_id"), "encode()")
    for given in (ids, ids.tolist()):
        decoded, after = student.update("decode", given, id_to_char)
        expect.string(decoded, "decode()")
        expect.unchanged((given, id_to_char), after, ("ids", "id_to_char"), "decode()")


QUESTION = Question(
    "vocabulary",
    (sorted_characters, ids_match, encodes, unknown_character, decodes, leaves_arguments_alone),
    stand_ins=("build_vocabulary", "encode", "decode"),
)
