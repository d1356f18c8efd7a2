"""Generated text, its distribution, and the trace."""

from math import erfc, exp, pi, sqrt

import numpy as np
import pytest
import tensorflow as tf

from rnn_reference import evaluation
from rnn_reference.generation import generate, trace
from rnn_reference.text import build_vocabulary, encode

VOCABULARY = build_vocabulary("abcd")
FALSE_ALARM = 1e-6  # chance that a right generator fails a distribution test with fresh seeds
DRAWS = 300


@pytest.fixture(scope="module")
def arrays():
    """Weights of ordinary size for four characters, so that no continuation is nearly certain."""
    rng = np.random.default_rng(7)
    shapes = {"W_xh": (4, 6), "W_hh": (6, 6), "b_h": (6,), "W_hy": (6, 4), "b_y": (4,)}
    return {name: rng.normal(0, 0.4, shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture(scope="module")
def params(arrays):
    return {name: tf.Variable(array) for name, array in arrays.items()}


@pytest.mark.parametrize("length", [0, 1, 7, 64])
@pytest.mark.parametrize("temperature", [0, 0.5, 1.0])
def test_exactly_as_many_new_characters_of_the_vocabulary(params, length, temperature):
    text = generate(params, VOCABULARY, "ab", length, temperature, seed=length)
    assert len(text) == length
    assert set(text) <= set("abcd")


def test_same_seed_same_text(params):
    first, again, other = (generate(params, VOCABULARY, "ab", 40, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other  # equal by chance once in 1e10, at the least


def test_temperature_zero_takes_the_most_likely(arrays, params):
    expected, margin = evaluation.greedy(arrays, encode("ca", VOCABULARY[0]), 30)
    assert margin > 1e-3  # far more than float32 rounding
    text = generate(params, VOCABULARY, "ca", 30, temperature=0)
    np.testing.assert_array_equal(encode(text, VOCABULARY[0]), expected)


def chi_square_tail(x):
    """Chance that a chi-square variable of 3 degrees of freedom exceeds x."""
    return erfc(sqrt(x / 2)) + sqrt(2 * x / pi) * exp(-x / 2)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_characters_are_drawn_from_the_softmax(arrays, params, temperature):
    draws = [generate(params, VOCABULARY, "db", 1, temperature, seed) for seed in range(DRAWS)]
    counts = np.bincount(encode("".join(draws), VOCABULARY[0]), minlength=4)
    probabilities = evaluation.next_probabilities(arrays, encode("db", VOCABULARY[0]), temperature)
    expected = len(draws) * probabilities
    assert expected.min() >= 5  # below, the statistic is not chi-square
    assert chi_square_tail(((counts - expected) ** 2 / expected).sum()) > FALSE_ALARM


def test_later_characters_depend_on_earlier_ones(arrays, params):
    """What follows a generated character is drawn given that character: the prompt's state goes on."""
    pairs = [generate(params, VOCABULARY, "db", 2, 1.0, seed) for seed in range(DRAWS)]
    followers = "".join(second for first, second in pairs if first == pairs[0][0])
    counts = np.bincount(encode(followers, VOCABULARY[0]), minlength=4)
    prompt = encode("db" + pairs[0][0], VOCABULARY[0])
    expected = len(followers) * evaluation.next_probabilities(arrays, prompt)
    assert expected.min() >= 5
    assert chi_square_tail(((counts - expected) ** 2 / expected).sum()) > FALSE_ALARM


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"prompt": ""}, "empty"),
        ({"prompt": "axb"}, "'x'"),
        ({"length": -1}, "length"),
        ({"temperature": -0.1}, "temperature"),
    ],
)
def test_impossible_requests_are_refused(params, changed, message):
    with pytest.raises(ValueError, match=message):
        generate(params, VOCABULARY, **{"prompt": "ab", "length": 3, **changed})


def test_trace(arrays, params):
    states, probabilities, next_probability = trace(params, VOCABULARY, "abcad")
    assert (states.shape, probabilities.shape, next_probability.shape) == ((5, 6), (5, 4), (4,))
    assert {states.dtype, probabilities.dtype, next_probability.dtype} == {np.dtype(np.float32)}
    ids = encode("abcad", VOCABULARY[0])
    np.testing.assert_allclose(states, evaluation.forward(arrays, ids[np.newaxis])[1][0], atol=1e-5)
    for t in range(5):
        expected = evaluation.next_probabilities(arrays, ids[: t + 1])
        np.testing.assert_allclose(probabilities[t], expected, atol=1e-6)
    np.testing.assert_array_equal(next_probability, [probabilities[t, ids[t + 1]] for t in range(4)])


def test_trace_of_one_character(params):
    assert trace(params, VOCABULARY, "a")[2].shape == (0,)


@pytest.mark.parametrize(("text", "message"), [("", "empty"), ("a?", r"'\?'")])
def test_what_cannot_be_traced_is_refused(params, text, message):
    with pytest.raises(ValueError, match=message):
        trace(params, VOCABULARY, text)
