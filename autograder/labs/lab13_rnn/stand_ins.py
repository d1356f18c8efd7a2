"""Stand-ins for functions a submission got wrong, so that later questions are judged by themselves.

Sent as source into the student's kernel after the question is judged, so it imports nothing of ours. A submission can
read it: it holds neither the reference nor the checks nor an expected value.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf


def build_vocabulary(text: str) -> tuple[dict[str, int], list[str]]:
    characters = np.unique(list(text)).tolist()
    return dict(zip(characters, range(len(characters)), strict=True)), characters


def encode(text: str, char_to_id: dict[str, int]) -> np.ndarray:
    for character in text:
        if character not in char_to_id:
            raise ValueError(f"unknown character {character!r}")
    return np.fromiter(map(char_to_id.__getitem__, text), np.int32, len(text))


def decode(ids: Any, id_to_char: Sequence[str]) -> str:
    return "".join(np.take(id_to_char, np.asarray(ids, int)).tolist()) if len(ids) else ""


def make_windows(ids: Any, sequence_length: int) -> tuple[np.ndarray, np.ndarray]:
    if not 0 < sequence_length < len(ids):
        raise ValueError(f"sequence_length {sequence_length!r}")
    rows = np.lib.stride_tricks.sliding_window_view(np.asarray(ids, np.int32), sequence_length + 1)
    return rows[:, :-1].copy(), rows[:, 1:].copy()


def rnn_step(params: Any, ids_t: Any, h: Any) -> Any:
    one_hot = tf.one_hot(ids_t, tf.shape(params["W_xh"])[0])
    weights = tf.concat([params["W_xh"], params["W_hh"]], 0)
    return tf.tanh(tf.nn.bias_add(tf.concat([one_hot, tf.cast(h, tf.float32)], 1) @ weights, params["b_h"]))


def forward(params: Any, inputs: Any, h0: Any = None) -> tuple[Any, Any]:
    inputs = tf.convert_to_tensor(inputs)
    h = tf.zeros([tf.shape(inputs)[0], params["W_hh"].shape[0]]) if h0 is None else h0
    history = []
    for column in tf.unstack(inputs, axis=1):
        h = rnn_step(params, column, h)
        history.append(h)
    states = tf.stack(history, 1)
    return tf.nn.bias_add(tf.einsum("bth,hv->btv", states, params["W_hy"]), params["b_y"]), states


def train_step(params: Any, optimizer: Any, inputs: Any, targets: Any) -> Any:
    weights = list(params.values())
    with tf.GradientTape() as tape:
        losses = tf.keras.losses.sparse_categorical_crossentropy(targets, forward(params, inputs)[0], from_logits=True)
        loss = tf.reduce_mean(losses)
    gradients = tape.gradient(loss, weights)
    norm = tf.linalg.global_norm(gradients)
    optimizer.apply_gradients([(g / tf.maximum(norm, 1.0), w) for g, w in zip(gradients, weights, strict=True)])
    return loss


def train(
    text: str, sequence_length: int, hidden_size: int, epochs: int, seed: int
) -> tuple[dict[str, Any], list[float]]:
    char_to_id, characters = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, char_to_id), sequence_length)
    rng = np.random.default_rng(seed)
    spread = {"W_xh": 0.5, "W_hh": hidden_size**-0.5, "W_hy": 0.1 * hidden_size**-0.5}
    v, n = len(characters), hidden_size
    shapes = {"W_xh": (v, n), "W_hh": (n, n), "b_h": (n,), "W_hy": (n, v), "b_y": (v,)}
    params = {k: tf.Variable(tf.cast(rng.normal(size=s) * spread.get(k, 0), tf.float32)) for k, s in shapes.items()}
    optimizer = tf.keras.optimizers.Adam(5e-3)
    if hasattr(optimizer, "build"):
        optimizer.build(list(params.values()))
    batch = tf.TensorSpec([None, sequence_length], tf.int32)
    step = tf.function(
        lambda x, y: train_step(params, optimizer, x, y), input_signature=[batch, batch], autograph=False
    )
    history = []
    for _ in range(epochs):
        parts = np.array_split(rng.permutation(len(inputs)), -(-len(inputs) // 16))
        history.append(sum(len(part) * float(step(inputs[part], targets[part])) for part in parts) / len(inputs))
    return params, history


def generate(
    params: Any, vocabulary: Any, prompt: str, length: int, temperature: float = 1.0, seed: int | None = None
) -> str:
    char_to_id, characters = vocabulary
    if not prompt or length < 0 or temperature < 0:
        raise ValueError(f"prompt {prompt!r}, length {length!r}, temperature {temperature!r}")
    ids = encode(prompt, char_to_id)
    logits, states = forward(params, ids[None])
    rng, h, text = np.random.default_rng(seed), states[:, -1], ""
    scores = logits[0, -1].numpy().astype(float)
    for _ in range(length):
        noise = rng.gumbel(size=scores.shape)
        chosen = int(np.argmax(scores / temperature + noise if temperature else scores))
        text += characters[chosen]
        h = rnn_step(params, np.array([chosen]), h)
        scores = (h @ params["W_hy"] + params["b_y"])[0].numpy().astype(float)
    return text


def trace(params: Any, vocabulary: Any, text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    ids = encode(text, vocabulary[0])
    logits, states = forward(params, ids[None])
    probabilities = tf.nn.softmax(logits[0]).numpy()
    return states[0].numpy(), probabilities, np.take_along_axis(probabilities[:-1], ids[1:, None], 1)[:, 0]


def plot_trace(text: str, states: np.ndarray, next_probability: np.ndarray) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 5), layout="constrained")
    upper, lower = figure.subplots(2, 1)
    upper.imshow(np.transpose(states), aspect="auto", cmap="RdBu", vmin=-1, vmax=1)
    lower.plot(next_probability)
    upper.set(xlabel="character", ylabel="hidden unit")
    lower.set(xlabel="character", ylabel="probability of the next")
    return figure
