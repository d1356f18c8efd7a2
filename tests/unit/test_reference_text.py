"""Vocabulary, windows, and the entropies of a text."""

from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_reference.text import (
    build_vocabulary,
    decode,
    encode,
    make_windows,
    markov_entropy,
    window_entropy,
)

RHYME = (Path(__file__).parents[2] / "data" / "peter_piper.txt").read_text(encoding="utf-8")


def test_the_rhyme_is_the_one_the_lab_describes() -> None:
    assert len(RHYME) == 92
    assert len(set(RHYME)) == 18


def test_vocabulary_is_sorted_and_distinct() -> None:
    assert build_vocabulary("abba c") == ({" ": 0, "a": 1, "b": 2, "c": 3}, [" ", "a", "b", "c"])


@given(st.text(min_size=1))
def test_decode_undoes_encode(text: str) -> None:
    char_to_id, id_to_char = build_vocabulary(text)
    ids = encode(text, char_to_id)
    assert ids.dtype == np.int32
    assert ids.shape == (len(text),)
    assert decode(ids, id_to_char) == text


def test_encode_names_unknown_characters() -> None:
    with pytest.raises(ValueError, match=r"'\?', 'x'"):
        encode("axb?", {"a": 0, "b": 1})


def test_windows_by_hand() -> None:
    inputs, targets = make_windows(np.array([5, 6, 7, 8, 9], np.int32), 3)
    np.testing.assert_array_equal(inputs, [[5, 6, 7], [6, 7, 8]])
    np.testing.assert_array_equal(targets, [[6, 7, 8], [7, 8, 9]])
    assert inputs.dtype == targets.dtype == np.int32


@pytest.mark.parametrize("sequence_length", [-1, 0, 5, 6])
def test_impossible_windows_are_refused(sequence_length: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 4"):
        make_windows(np.arange(5, dtype=np.int32), sequence_length)
    with pytest.raises(ValueError, match="from 1 to 4"):
        window_entropy("abcde", sequence_length)


@pytest.mark.parametrize(("order", "nats"), [(0, 2.518), (1, 0.864), (3, 0.177), (10, 0.034), (25, 0.0), (30, 0.0)])
def test_entropies_of_the_rhyme(order: int, nats: float) -> None:
    # The values of the design page, to its three decimals.
    assert markov_entropy(RHYME, order) == pytest.approx(nats, abs=5e-4)


def test_entropies_by_hand() -> None:
    assert markov_entropy("abab", 0) == pytest.approx(log(2))
    # After a: b, b. After b: a, c. So half of the four positions with context leave one bit open.
    assert markov_entropy("ababc", 1) == pytest.approx(log(2) / 2)


@pytest.mark.parametrize("order", [-1, 31])
def test_orders_out_of_range_are_refused(order: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 30"):
        markov_entropy(RHYME, order)


def test_a_text_too_short_for_the_order_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than 3"):
        markov_entropy("abc", 3)


@pytest.mark.parametrize("sequence_length", [1, 2, 5, 20, 50, 91])
def test_window_entropy_is_the_loss_of_the_best_predictor_of_windows(sequence_length: int) -> None:
    # Counted differently: look each prefix of a window up in a table made of all windows.
    ids = encode(RHYME, build_vocabulary(RHYME)[0])
    inputs, targets = make_windows(ids, sequence_length)
    seen: dict[tuple[int, ...], list[int]] = {}
    prefixes = [
        (tuple(row[: t + 1]), int(target[t]))
        for row, target in zip(inputs, targets, strict=True)
        for t in range(sequence_length)
    ]
    for prefix, following in prefixes:
        seen.setdefault(prefix, []).append(following)
    losses = [-log(seen[prefix].count(following) / len(seen[prefix])) for prefix, following in prefixes]
    assert window_entropy(RHYME, sequence_length) == pytest.approx(np.mean(losses), abs=1e-12)
