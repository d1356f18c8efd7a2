"""The network in NumPy, float64: an evaluation that shares no code with TensorFlow.

Shapes: B sequences at once, T characters each, V characters in the vocabulary, H hidden units. Parameters are
a mapping of W_xh (V, H), W_hh (H, H), b_h (H,), W_hy (H, V), b_y (V,), of anything that np.asarray accepts.
All losses are in nats per character.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from rnn_reference.text import Ids

Floats: TypeAlias = npt.NDArray[np.float64]
Params: TypeAlias = Mapping[str, npt.ArrayLike]
Gradients: TypeAlias = dict[str, Floats]


def init_params(vocab_size: int, hidden_size: int, seed: int) -> dict[str, npt.NDArray[np.float32]]:
    """Untrained parameters, float32, as the students' init_params draws them from the same seed.

    The recurrent weights keep the size of a state (variance 1/H); the output weights are small, so that an
    untrained network scores about log V nats.
    """
    rng = np.random.default_rng(seed)
    scale = 1 / np.sqrt(hidden_size)
    params = {
        "W_xh": rng.normal(0.0, 0.5, (vocab_size, hidden_size)),
        "W_hh": rng.normal(0.0, scale, (hidden_size, hidden_size)),
        "b_h": np.zeros(hidden_size),
        "W_hy": rng.normal(0.0, 0.1 * scale, (hidden_size, vocab_size)),
        "b_y": np.zeros(vocab_size),
    }
    return {name: value.astype(np.float32) for name, value in params.items()}


def as_float64(params: Params) -> dict[str, Floats]:
    """The parameters as float64 arrays."""
    return {name: np.asarray(value, dtype=np.float64) for name, value in params.items()}


def rnn_step(params: Params, ids_t: npt.ArrayLike, h: npt.ArrayLike) -> Floats:
    """One step, tanh(W_xh[ids_t] + h W_hh + b_h): from ids (B,) and states (B, H) to states (B, H)."""
    p = as_float64(params)
    return np.asarray(np.tanh(p["W_xh"][np.asarray(ids_t)] + np.asarray(h) @ p["W_hh"] + p["b_h"]))


def forward(params: Params, inputs: npt.ArrayLike, h0: npt.ArrayLike | None = None) -> tuple[Floats, Floats]:
    """Logits (B, T, V) and states (B, T, H) over inputs (B, T), from h0 (B, H), zeros unless given."""
    p = as_float64(params)
    ids = np.asarray(inputs)
    batch, time = ids.shape
    hidden_size = p["W_hh"].shape[0]
    h = np.zeros((batch, hidden_size)) if h0 is None else np.asarray(h0, dtype=np.float64)
    states = np.empty((batch, time, hidden_size))
    for t in range(time):
        h = rnn_step(p, ids[:, t], h)
        states[:, t] = h
    return states @ p["W_hy"] + p["b_y"], states


def log_softmax(logits: npt.ArrayLike) -> Floats:
    """Logarithms of the softmax over the last axis, float64, same shape; finite for finite logits."""
    z = np.asarray(logits, dtype=np.float64)
    z = z - z.max(axis=-1, keepdims=True)
    return np.asarray(z - np.log(np.exp(z).sum(axis=-1, keepdims=True)))


def cross_entropy(logits: npt.ArrayLike, targets: npt.ArrayLike) -> float:
    """Mean over all B x T positions of -log p(target), in nats; logits (B, T, V), targets integers (B, T)."""
    log_p = np.take_along_axis(log_softmax(logits), np.asarray(targets)[..., np.newaxis], axis=-1)
    return float(-log_p.mean())


def loss(params: Params, inputs: npt.ArrayLike, targets: npt.ArrayLike) -> float:
    """Mean nats per character of the network on windows, integers (B, T) and (B, T)."""
    return cross_entropy(forward(params, inputs)[0], targets)


def gradients(params: Params, inputs: npt.ArrayLike, targets: npt.ArrayLike) -> tuple[float, Gradients]:
    """The loss on a batch of windows (B, T), and its gradient in every parameter.

    Backpropagation through time: with a_t = W_xh[x_t] + h_{t-1} W_hh + b_h and h_t = tanh(a_t),
    dL/da_t = (dL/dlogits_t W_hy^T + dL/da_{t+1} W_hh^T) * (1 - h_t^2), from the last step to the first.
    """
    p = as_float64(params)
    ids, wanted = np.asarray(inputs), np.asarray(targets)
    time = ids.shape[1]
    logits, states = forward(p, ids)
    one_hot = np.eye(logits.shape[-1])
    d_logits = (np.exp(log_softmax(logits)) - one_hot[wanted]) / wanted.size  # (B, T, V)
    d_states = d_logits @ p["W_hy"].T  # (B, T, H), without what comes back from later steps
    d_a = np.empty_like(states)
    from_later = np.zeros_like(states[:, 0])  # (B, H)
    for t in reversed(range(time)):
        d_a[:, t] = (d_states[:, t] + from_later) * (1 - states[:, t] ** 2)
        from_later = d_a[:, t] @ p["W_hh"].T
    both = ([0, 1], [0, 1])  # sum over batch and time
    return cross_entropy(logits, wanted), {
        "W_xh": np.tensordot(one_hot[ids], d_a, both),
        "W_hh": np.tensordot(states[:, :-1], d_a[:, 1:], both),  # h0 is zero and adds nothing
        "b_h": d_a.sum(axis=(0, 1)),
        "W_hy": np.tensordot(states, d_logits, both),
        "b_y": d_logits.sum(axis=(0, 1)),
    }


def clip_by_global_norm(gradients: Mapping[str, Floats], norm: float) -> Gradients:
    """The gradients, scaled together so that the norm of all of them as one vector is at most `norm`."""
    global_norm = np.sqrt(sum(np.sum(np.square(g)) for g in gradients.values()))
    scale = norm / max(global_norm, norm)
    return {name: g * scale for name, g in gradients.items()}


def influence(params: Params, ids: Ids) -> Floats:
    """How much each character of a text ids (L,) matters to the one that follows a later one, (L - 1, L - 1).

    Entry [t, j] is the norm of the gradient of log p(ids[t + 1] | ids[: t + 1]) with respect to the one-hot vector of
    ids[j], and 0 for j > t. Such gradients are shown in A. Madsen, "Visualizing memorization in RNNs", Distill (2019).
    """
    p = as_float64(params)
    logits, states = forward(p, ids[np.newaxis, :-1])
    length = len(ids) - 1
    d_logits = np.eye(logits.shape[-1])[ids[1:]] - np.exp(log_softmax(logits[0]))  # (L - 1, V)
    d_states = d_logits @ p["W_hy"].T  # (L - 1, H): of each log p, in the state from which it is computed
    matters = np.zeros((length, length))
    back = np.zeros_like(d_states)  # row t: the gradient of log p at t in the state that is looked at
    for j in reversed(range(length)):
        back[j] = d_states[j]
        d_a = back[j:] * (1 - states[0, j] ** 2)
        matters[j:, j] = np.linalg.norm(d_a @ p["W_xh"].T, axis=1)
        back[j:] = d_a @ p["W_hh"].T
    return matters


def reach(matters: Floats, steps: int) -> Floats:
    """The mean of `influence` over the text, by how many steps back a character lies, (steps,) from 0 on."""
    return np.array([np.diagonal(matters, -k).mean() for k in range(steps)])


def next_probabilities(params: Params, ids: Sequence[int] | Ids, temperature: float = 1.0) -> Floats:
    """Distribution (V,) of the character after the prompt `ids` (L,): softmax(logits / temperature).

    Raises ValueError on an empty prompt, and unless temperature > 0.
    """
    if temperature <= 0:
        raise ValueError(f"temperature must be positive, not {temperature}")
    logits, _ = forward(params, _prompt(ids))
    return np.asarray(np.exp(log_softmax(logits[0, -1] / temperature)))


def greedy(params: Params, ids: Sequence[int] | Ids, length: int) -> tuple[Ids, float]:
    """The `length` most likely next characters after the prompt `ids`, each fed back as input.

    Returns their ids, int32 (length,), and the smallest margin between the best and the second logit on the
    way: an implementation in lower precision must agree only where rounding cannot bridge that margin. The
    margin is infinite for length 0. Raises ValueError on an empty prompt.
    """
    p = as_float64(params)
    logits, states = forward(p, _prompt(ids))
    last, h = logits[0, -1], states[:, -1]
    chosen, margin = np.empty(length, dtype=np.int32), np.inf
    for i in range(length):
        second, best = np.sort(last)[-2:]
        margin = min(margin, best - second)
        chosen[i] = last.argmax()
        h = rnn_step(p, chosen[i : i + 1], h)
        last = (h @ p["W_hy"] + p["b_y"])[0]
    return chosen, float(margin)


def _prompt(ids: Sequence[int] | Ids) -> Ids:
    """The prompt as a batch of one, int32 (1, L)."""
    if len(ids) == 0:
        raise ValueError("the prompt is empty: give at least one character")
    return np.asarray(ids, dtype=np.int32)[np.newaxis]
