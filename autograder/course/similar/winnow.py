"""Fingerprints of token sequences.

Schleimer, Wilkerson and Aiken, Winnowing: Local Algorithms for Document Fingerprinting (SIGMOD 2003): of every WINDOW
k-grams in a row the one with the smallest hash is kept. So every shared run of WINDOW + k - 1 tokens is found, and none
that is shorter than k tokens.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.course.similar.tokens import Token

WINDOW = 4
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)

Hashes = NDArray[np.uint64]


def grams(tokens: Sequence[Token], k: int) -> Hashes:
    """A hash for each run of k tokens (n - k + 1,), the same in every process; empty for fewer than k."""
    if len(tokens) < k:
        return np.empty(0, dtype=np.uint64)
    each = np.array([zlib.crc32(one.text.encode("utf-8", "surrogatepass")) for one in tokens], dtype=np.uint64)
    total = np.zeros(len(tokens) - k + 1, dtype=np.uint64)
    for i in range(k):  # a polynomial in _BASE, modulo 2**64
        total = total * _BASE + (each[i : i + total.size] + np.uint64(1))
    for _ in range(2):  # mixes the bits, so that small tokens do not give small hashes
        total = (total ^ (total >> np.uint64(32))) * _MIX
    return total ^ (total >> np.uint64(32))


def fingerprints(hashes: Hashes) -> set[int]:
    """The smallest hash of each window of WINDOW grams, as a set; of fewer grams, all."""
    if hashes.size <= WINDOW:
        return {int(hashes.min())} if hashes.size else set()
    windows = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW)
    return set(windows.min(axis=1).tolist())
