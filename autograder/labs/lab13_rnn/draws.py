"""Inputs the checks draw: weights, ids and texts. Their ranges: docs/measured/draws.md."""

import string
from typing import TypeAlias

import numpy as np

from autograder.labs.lab13_rnn.arguments import Variables
from rnn_reference.text import Vocabulary

# All that a keyboard has, and letters, signs and blanks of other scripts, among them a combining accent and characters
# past 16 bits. No NUL, which NumPy takes for the end of a string.
LETTERS = string.ascii_letters + string.digits + " .,;!?-"
ALPHABET = (
    LETTERS
    + "\"#$%&'()*+/:<=>@[\\]^_`{|}~"
    + "\t\n\r\xa0\x0b\x0c\x1b\x7f\x85\u2028"
    + "ÄÖÜäöüßéñø"
    + "\u0301Ωλжю漢字かな—“”€😀🎈"
)
HAN = "".join(map(chr, range(0x5000, 0x5100)))  # for vocabularies whose ids do not fit into a byte
LARGE_SEED = 2**31 - 2**16  # low enough for students who add to a seed
UNKNOWN = "§µ¿®†‡ŁčЭψ☃🎉"  # none of them in ALPHABET, nor in what an error's message says by itself

Arrays: TypeAlias = dict[str, np.ndarray]


def params(rng: np.random.Generator, vocab_size: int, hidden_size: int, scale: float = 1.0) -> Arrays:
    """Weights of all five kinds, float32, none of them zero."""
    shapes = {
        "W_xh": (vocab_size, hidden_size),
        "W_hh": (hidden_size, hidden_size),
        "b_h": (hidden_size,),
        "W_hy": (hidden_size, vocab_size),
        "b_y": (vocab_size,),
    }
    scales = {"W_hh": scale / np.sqrt(hidden_size)}
    return {name: rng.normal(0, scales.get(name, scale), shape).astype(np.float32) for name, shape in shapes.items()}


def variables(arrays: Arrays) -> Variables:
    """The weights as the student's functions get them, a dict of `tf.Variable`."""
    return Variables(arrays)


def ids(rng: np.random.Generator, vocab_size: int, *shape: int) -> np.ndarray:
    """Uniform ids, int32, of `shape`."""
    return rng.integers(0, vocab_size, shape, dtype=np.int32)


def distinct_ids(rng: np.random.Generator, vocab_size: int, batch: int, time: int) -> np.ndarray:
    """Ids that are all different, int32 (batch, time).

    With no character twice, the gradient of W_xh has the same global norm whether a student's gather leaves it as
    slices or a one-hot product makes it dense.
    """
    return rng.permutation(vocab_size)[: batch * time].reshape(batch, time).astype(np.int32)


def states(rng: np.random.Generator, batch: int, hidden: int) -> np.ndarray:
    """States as tanh makes them, float32 (batch, hidden), the ends -1 and 1 included."""
    return np.clip(rng.uniform(-1.1, 1.1, (batch, hidden)), -1, 1).astype(np.float32)


def vocabulary(rng: np.random.Generator, size: int, ordered: bool = True) -> Vocabulary:
    """A vocabulary of `size` characters drawn from ALPHABET, sorted, or in any order."""
    id_to_char = rng.choice(list(ALPHABET if size <= len(ALPHABET) else ALPHABET + HAN), size, replace=False).tolist()
    if ordered:
        id_to_char.sort()
    return {char: i for i, char in enumerate(id_to_char)}, id_to_char


def text(rng: np.random.Generator, characters: list[str], length: int) -> str:
    """A text of `length` characters in which each of `characters` occurs."""
    drawn = list(characters) + rng.choice(characters, length - len(characters)).tolist()
    return "".join(rng.permutation(drawn).tolist())
