"""The NumPy network: its values by hand, its gradients against central differences, its generation."""

from math import log

import numpy as np
import pytest

from rnn_reference import evaluation
from rnn_reference.evaluation import Floats

V, H, B, T = 5, 4, 3, 6


@pytest.fixture
def params() -> dict[str, Floats]:
    """Every parameter random and of ordinary size, so that no gradient is small by chance of its start."""
    rng = np.random.default_rng(1)
    shapes = {"W_xh": (V, H), "W_hh": (H, H), "b_h": (H,), "W_hy": (H, V), "b_y": (V,)}
    return {name: rng.normal(0, 0.7, shape) for name, shape in shapes.items()}


@pytest.fixture
def windows() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    return rng.integers(V, size=(B, T)), rng.integers(V, size=(B, T))


def test_init_params_scores_about_log_v() -> None:
    params = evaluation.init_params(18, 64, seed=3)
    assert {name: value.shape for name, value in params.items()} == {
        "W_xh": (18, 64),
        "W_hh": (64, 64),
        "b_h": (64,),
        "W_hy": (64, 18),
        "b_y": (18,),
    }
    assert {value.dtype for value in params.values()} == {np.dtype(np.float32)}
    ids = np.random.default_rng(4).integers(18, size=(8, 21))
    # Logits are sums of 64 states times weights of standard deviation 0.1/8: below 0.1, which moves the mean
    # of the losses by less than 0.05.
    assert evaluation.loss(params, ids[:, :-1], ids[:, 1:]) == pytest.approx(log(18), abs=0.05)


def test_init_params_repeats_for_a_seed() -> None:
    first, again, other = (evaluation.init_params(V, H, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["W_xh"], other["W_xh"])


def test_rnn_step_by_hand() -> None:
    params = {"W_xh": [[0.0], [0.5]], "W_hh": [[2.0]], "b_h": [-0.25]}
    step = evaluation.rnn_step(params, [1, 0], [[0.1], [0.0]])
    np.testing.assert_allclose(step, np.tanh([[0.45], [-0.25]]), atol=1e-15)


def test_forward_repeats_the_step(params: dict[str, Floats], windows: tuple[np.ndarray, np.ndarray]) -> None:
    inputs, _ = windows
    h = h0 = np.full((B, H), 0.3)
    logits, states = evaluation.forward(params, inputs, h0)
    assert (logits.shape, states.shape) == ((B, T, V), (B, T, H))
    for t in range(T):
        h = evaluation.rnn_step(params, inputs[:, t], h)
        np.testing.assert_allclose(states[:, t], h, atol=1e-15)
        np.testing.assert_allclose(logits[:, t], h @ params["W_hy"] + params["b_y"], atol=1e-14)


def test_forward_starts_from_zeros(params: dict[str, Floats], windows: tuple[np.ndarray, np.ndarray]) -> None:
    inputs, _ = windows
    given, default = evaluation.forward(params, inputs, np.zeros((B, H))), evaluation.forward(params, inputs)
    np.testing.assert_array_equal(given[0], default[0])


def test_log_softmax_stands_huge_logits() -> None:
    np.testing.assert_allclose(evaluation.log_softmax([1e4, 0.0, -1e4]), [0.0, -1e4, -2e4])
    np.testing.assert_allclose(np.exp(evaluation.log_softmax([[1.0, 2.0]])).sum(), 1.0)


def test_cross_entropy_by_hand() -> None:
    logits = np.log([[[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]])
    assert evaluation.cross_entropy(logits, [[1, 2]]) == pytest.approx((log(4) - log(0.8)) / 2)


def test_gradients_agree_with_central_differences(
    params: dict[str, Floats], windows: tuple[np.ndarray, np.ndarray]
) -> None:
    loss, gradients = evaluation.gradients(params, *windows)
    assert loss == evaluation.loss(params, *windows)
    # A central difference errs by step**2 / 6 times a third derivative, here up to about 100, so by 2e-9,
    # and by about 1e-16 / step = 1e-11 from rounding.
    step, tolerance = 1e-5, 1e-8
    for name, value in params.items():
        assert gradients[name].shape == value.shape
        for index in np.ndindex(value.shape):
            sides = []
            for move in (step, -step):
                moved = {**params, name: value.copy()}
                moved[name][index] += move
                sides.append(evaluation.loss(moved, *windows))
            difference = (sides[0] - sides[1]) / (2 * step)
            assert gradients[name][index] == pytest.approx(difference, abs=tolerance), (name, index)


def test_clipping_scales_all_gradients_together() -> None:
    gradients = {"a": np.array([3.0, 0.0]), "b": np.array([[4.0]])}  # global norm 5
    clipped = evaluation.clip_by_global_norm(gradients, 1.0)
    np.testing.assert_allclose(clipped["a"], [0.6, 0.0])
    np.testing.assert_allclose(clipped["b"], [[0.8]])


def test_clipping_leaves_small_and_zero_gradients_alone() -> None:
    for value in (0.0, 0.5):
        gradients = {"a": np.array([value])}
        np.testing.assert_array_equal(evaluation.clip_by_global_norm(gradients, 1.0)["a"], [value])


def test_next_probabilities(params: dict[str, Floats]) -> None:
    logits = evaluation.forward(params, [[0, 3, 1]])[0][0, -1]
    for temperature in (0.5, 1.0, 2.0):
        expected = np.exp(logits / temperature) / np.exp(logits / temperature).sum()
        found = evaluation.next_probabilities(params, [0, 3, 1], temperature)
        np.testing.assert_allclose(found, expected, atol=1e-15)


def test_next_probabilities_refuses_what_has_no_distribution(params: dict[str, Floats]) -> None:
    with pytest.raises(ValueError, match="empty"):
        evaluation.next_probabilities(params, [])
    with pytest.raises(ValueError, match="positive"):
        evaluation.next_probabilities(params, [1], temperature=0)


def test_greedy_feeds_back_the_most_likely(params: dict[str, Floats]) -> None:
    ids, margin = evaluation.greedy(params, [2, 0], 8)
    assert ids.dtype == np.int32
    read, margins = [2, 0], []
    for chosen in ids:
        last = evaluation.forward(params, [read])[0][0, -1]
        assert chosen == last.argmax()
        margins.append(last.max() - np.delete(last, chosen).max())
        read.append(int(chosen))
    assert margin == pytest.approx(min(margins), abs=1e-12)


def test_greedy_of_nothing(params: dict[str, Floats]) -> None:
    ids, margin = evaluation.greedy(params, [2], 0)
    assert (len(ids), margin) == (0, np.inf)
    with pytest.raises(ValueError, match="empty"):
        evaluation.greedy(params, [], 3)


def test_influence_is_how_a_later_prediction_changes() -> None:
    """Against differences: a character's one-hot vector is moved a little, by rows of W_xh of its own."""
    rng = np.random.default_rng(0)
    shapes = {"W_xh": (3, 4), "W_hh": (4, 4), "b_h": (4,), "W_hy": (4, 3), "b_y": (3,)}
    params = {name: rng.normal(0, 0.7, shape) for name, shape in shapes.items()}
    ids, step = np.array([0, 2, 1, 1, 0], np.int32), 1e-6
    rows = params["W_xh"][ids[:-1]]

    def log_p(moved: np.ndarray) -> np.ndarray:
        logits, _ = evaluation.forward(params | {"W_xh": moved}, np.arange(4)[np.newaxis])
        return evaluation.log_softmax(logits[0])[np.arange(4), ids[1:]]

    expected = np.zeros((4, 4))
    for j in range(4):
        changes = []
        for row in params["W_xh"]:
            moved = rows.copy()
            moved[j] += step * row
            changes.append((log_p(moved) - log_p(rows)) / step)
        expected[:, j] = np.linalg.norm(changes, axis=0)
    found = evaluation.influence(params, ids)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    assert found[0, 0] > 0
    assert (np.triu(found, 1) == 0).all()
    np.testing.assert_allclose(evaluation.reach(found, 2), [found.diagonal().mean(), found.diagonal(-1).mean()])
