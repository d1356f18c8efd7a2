"""Question `vocabulary`: build_vocabulary, encode, decode."""

from typing import Any

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.labs.lab13_rnn import draws
from autograder.student.handle import Student


def _pair(student: Student, text: str) -> tuple[dict[Any, Any], list[Any]]:
    result = expect.sequence(student.call("build_vocabulary", text), 2, "build_vocabulary(text)")
    char_to_id, id_to_char = result
    if not isinstance(char_to_id, dict) or not isinstance(id_to_char, list):
        raise CheckFailed(
            f"build_vocabulary(text) gave {expect.seen(char_to_id)} and {expect.seen(id_to_char)}",
            help="Return the pair (char_to_id, id_to_char): a dict and a list.",
        )
    strange = [item for item in id_to_char if not isinstance(item, str)]
    if strange:
        raise CheckFailed(f"id_to_char holds {expect.seen(strange[0])}", help="It is a list of characters.")
    return char_to_id, id_to_char


@check(weight=2)
def sorted_characters(student: Student, rng: np.random.Generator) -> None:
    """id_to_char lists every distinct character once, sorted"""
    for size, length in ((1, 4), (5, 30), (17, 60)):
        text = draws.text(rng, draws.vocabulary(rng, size)[1], length)
        _, id_to_char = _pair(student, text)
        if id_to_char != sorted(set(text)):
            in_order = sorted(id_to_char) == sorted(set(text))
            problem = (
                "its order is not the sorted one" if in_order else "these are not its distinct characters, once each"
            )
            raise CheckFailed(
                f"for the text {text!r} id_to_char is {id_to_char!r}: {problem}", help="sorted(set(text))"
            )


@check(weight=1)
def ids_match(student: Student, rng: np.random.Generator) -> None:
    """char_to_id is the inverse of id_to_char"""
    text = draws.text(rng, draws.vocabulary(rng, 9)[1], 40)
    char_to_id, id_to_char = _pair(student, text)
    way_back = "id_to_char[char_to_id[c]] must be c, and every id from 0 to V - 1 must occur."
    ids = {char: int(expect.integers(i, f"char_to_id[{char!r}]", (), way_back)) for char, i in char_to_id.items()}
    if ids != {char: i for i, char in enumerate(id_to_char)}:
        raise CheckFailed(
            f"for the text {text!r} char_to_id is {char_to_id!r}, which does not lead back from id_to_char",
            help=way_back,
        )


@check(weight=2)
def encodes(student: Student, rng: np.random.Generator) -> None:
    """encode() gives the ids of a text, int32 (len(text),)"""
    for size, length in ((3, 5), (12, 41)):
        _, characters = draws.vocabulary(rng, size)
        order = rng.permutation(size)
        char_to_id = {char: int(i) for char, i in zip(characters, order, strict=True)}
        text = draws.text(rng, characters, length)
        ids = expect.integers(student.call("encode", text, char_to_id), "encode(text, char_to_id)", (length,))
        if ids.tolist() != [char_to_id[char] for char in text]:
            raise CheckFailed(
                "encode(text, char_to_id) does not follow the char_to_id it was given",
                help="Look up each character in char_to_id, in the order of the text.",
            )


@check(weight=1)
def unknown_character(student: Student, rng: np.random.Generator) -> None:
    """encode() raises a ValueError that names a character it does not know"""
    char_to_id, characters = draws.vocabulary(rng, 8)
    unknown = str(rng.choice([char for char in "ABCDEFXYZ@#%" if char not in characters]))
    text = characters[0] + characters[3] + unknown + characters[5]
    student.call("encode", text.replace(unknown, ""), char_to_id)  # raises nothing where all is known
    expect.value_error(
        lambda: student.call("encode", text, char_to_id),
        f"encode() of a text with the unknown character {unknown!r}",
        mentions=unknown,
        help="A KeyError is not enough: catch it, or look before, and put the character into the message.",
    )


@check(weight=2)
def decodes(student: Student, rng: np.random.Generator) -> None:
    """decode() leads from ids back to the text"""
    for size, length in ((4, 6), (13, 37)):
        _, characters = draws.vocabulary(rng, size)
        id_to_char = [str(char) for char in rng.permutation(characters)]
        ids = draws.ids(rng, size, length)
        text = expect.string(student.call("decode", ids, id_to_char), "decode(ids, id_to_char)")
        if text != "".join(id_to_char[i] for i in ids):
            raise CheckFailed(
                f"decode() of {length} ids gave {text!r}, which is not the text of these ids",
                help="Look up each id in id_to_char and join the characters with nothing between them.",
            )


QUESTION = Question(
    "vocabulary",
    (sorted_characters, ids_match, encodes, unknown_character, decodes),
    stand_ins=("build_vocabulary", "encode", "decode"),
)
