"""Characters, ids and windows of a text, and how predictable the text is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import log
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ids: TypeAlias = npt.NDArray[np.int32]
Vocabulary: TypeAlias = tuple[dict[str, int], list[str]]

MAX_ORDER = 30


def build_vocabulary(text: str) -> Vocabulary:
    """The sorted distinct characters of `text`, as the pair (char_to_id, id_to_char)."""
    id_to_char = sorted(set(text))
    return {char: i for i, char in enumerate(id_to_char)}, id_to_char


def encode(text: str, char_to_id: Mapping[str, int]) -> Ids:
    """Ids of the characters of `text`, int32 (len(text),).

    Raises ValueError, naming the character, where one is not in the vocabulary.
    """
    unknown = sorted(set(text) - set(char_to_id))
    if unknown:
        raise ValueError(f"not in the vocabulary: {', '.join(map(repr, unknown))}")
    return np.array([char_to_id[char] for char in text], dtype=np.int32)


def decode(ids: Sequence[int] | Ids, id_to_char: Sequence[str]) -> str:
    """The text whose ids are `ids`, integers (L,)."""
    return "".join(id_to_char[i] for i in ids)


def make_windows(ids: Ids, sequence_length: int) -> tuple[Ids, Ids]:
    """Every window of `sequence_length` ids, and the same windows one character further on.

    From ids (L,) come inputs and targets, both int32 (N, T), with T = sequence_length and N = L - T;
    window i starts at position i. Raises ValueError unless 1 <= T < L.
    """
    _require_window(len(ids), sequence_length)
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(ids, np.int32), sequence_length)
    return windows[:-1].copy(), windows[1:].copy()


def markov_entropy(text: str, order: int) -> float:
    """Entropy of the next character given the `order` characters before it, in nats per character.

    The frequencies are those of `text` itself, over all positions with that much context before them. No
    model that sees only the last `order` characters can score below this, on average over those positions.
    Formula: C. E. Shannon, "Prediction and entropy of printed English" (1951), equation (1), in nats.

    Raises ValueError unless 0 <= order <= 30 and `text` is longer than `order`.
    """
    if not 0 <= order <= MAX_ORDER:
        raise ValueError(f"order must be from 0 to {MAX_ORDER}, not {order}")
    if len(text) <= order:
        raise ValueError(f"order {order} needs a text longer than {order} characters, not {len(text)}")
    return _conditional_entropy(text, order)


def window_entropy(text: str, sequence_length: int) -> float:
    """The lowest loss that any model can reach on the windows of `text`, in nats per character.

    The t-th target of a window must be predicted from the t inputs up to it, and nothing else: this is the
    mean over t = 1..T of the entropy of order t, over the positions that windows have at t.

    Raises ValueError unless 1 <= sequence_length < len(text).
    """
    _require_window(len(text), sequence_length)
    windows = len(text) - sequence_length
    orders = range(1, sequence_length + 1)
    return sum(_conditional_entropy(text[: windows + t], t) for t in orders) / sequence_length


def forks(text: str) -> list[tuple[int, int, int]]:
    """The two longest pieces of `text` that come twice and go on differently, the longest first.

    Each is (length, i, j), with i < j the places of the two next characters: text[i - length : i] is
    text[j - length : j], but text[i] is not text[j]. Whoever knows only the last `length` characters cannot tell which
    comes next.
    """
    found = []
    for i, j in combinations(range(len(text)), 2):
        if text[i] == text[j]:
            continue
        length = 0
        while length < i and text[i - 1 - length] == text[j - 1 - length]:
            length += 1
        found.append((length, i, j))
    return sorted(found, reverse=True)[:2]


def _require_window(length: int, sequence_length: int) -> None:
    if not 1 <= sequence_length < length:
        raise ValueError(f"sequence_length must be from 1 to {length - 1}, not {sequence_length}")


def _conditional_entropy(text: str, order: int) -> float:
    """-sum over (context, char) of p(context, char) log p(char | context), contexts of `order` characters."""
    positions = len(text) - order
    contexts = Counter(text[i : i + order] for i in range(positions))
    continued = Counter(text[i : i + order + 1] for i in range(positions))
    return sum(n * log(contexts[gram[:-1]] / n) for gram, n in continued.items()) / positions
