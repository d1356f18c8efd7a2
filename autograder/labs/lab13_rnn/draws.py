"""Inputs the checks draw: weights, ids and texts. Sizes differ from call to call, and from those of the notebook."""

from typing import TypeAlias

import numpy as np

from autograder.kernel.wire import Variables
from rnn_reference.text import Vocabulary

ALPHABET = "abcdefghijklmnopqrstuvwxyzGHIJKLMNÄÖäöüßéñ .,;!?-"

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


def vocabulary(rng: np.random.Generator, size: int) -> Vocabulary:
    """A sorted vocabulary of `size` characters drawn from ALPHABET."""
    id_to_char = sorted(rng.choice(list(ALPHABET), size, replace=False).tolist())
    return {char: i for i, char in enumerate(id_to_char)}, id_to_char


def text(rng: np.random.Generator, characters: list[str], length: int) -> str:
    """A text of `length` characters in which each of `characters` occurs."""
    drawn = list(characters) + rng.choice(characters, length - len(characters)).tolist()
    return "".join(rng.permutation(drawn).tolist())
