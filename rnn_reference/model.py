"""The network in TensorFlow: B sequences at once, T characters each, V in the vocabulary, H hidden units."""

from typing import TypeAlias

import tensorflow as tf

from rnn_reference import evaluation

Tensor: TypeAlias = tf.Tensor
Params: TypeAlias = dict[str, tf.Variable]


def init_params(vocab_size: int, hidden_size: int, seed: int) -> Params:
    """Untrained parameters, the numbers of `evaluation.init_params` as float32 variables."""
    arrays = evaluation.init_params(vocab_size, hidden_size, seed)
    return {name: tf.Variable(array, name=name) for name, array in arrays.items()}


def rnn_step(params: Params, ids_t: Tensor, h: Tensor) -> Tensor:
    """One step, tanh(W_xh[ids_t] + h W_hh + b_h): from int32 ids (B,) and states (B, H) to states (B, H)."""
    # A row of W_xh is what multiplying it by a one-hot character would give.
    return tf.tanh(tf.gather(params["W_xh"], ids_t) + h @ params["W_hh"] + params["b_h"])


def forward(params: Params, inputs: Tensor, h0: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Logits (B, T, V) and states (B, T, H), float32, over inputs int32 (B, T).

    Starts from h0 (B, H), zeros unless given. T must be known when a graph is traced; B need not be.
    """
    inputs = tf.convert_to_tensor(inputs)
    h = tf.zeros((tf.shape(inputs)[0], params["W_hh"].shape[0])) if h0 is None else h0
    steps = []
    for t in range(inputs.shape[1]):
        h = rnn_step(params, inputs[:, t], h)
        steps.append(h)
    states = tf.stack(steps, axis=1)  # T of (B, H) -> (B, T, H)
    return states @ params["W_hy"] + params["b_y"], states
