"""Training in TensorFlow."""

from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf

from rnn_reference.model import Params, Tensor, forward, init_params
from rnn_reference.settings import BATCH_SIZE, CLIP_NORM, LEARNING_RATE
from rnn_reference.text import build_vocabulary, encode, make_windows

Optimizer: TypeAlias = Any  # tf.keras.optimizers.Optimizer, which has no types


def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean nats per character, a scalar, of logits (B, T, V) for targets int32 (B, T)."""
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits))


def train_step(params: Params, optimizer: Optimizer, inputs: Tensor, targets: Tensor) -> Tensor:
    """One update of `params`, in place, on a batch of windows, int32 (B, T) and (B, T).

    Returns the loss before the update, a scalar in nats per character.
    """
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(params, inputs)[0], targets)
    variables = list(params.values())
    # The gradient of a gather is a list of rows, one for each time a character was read. The global norm of
    # such a list counts repeated rows apart instead of summing them first: make it an array before clipping.
    gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, variables)]
    gradients, _ = tf.clip_by_global_norm(gradients, CLIP_NORM)
    optimizer.apply_gradients(zip(gradients, variables, strict=True))
    return loss


def train(text: str, sequence_length: int, hidden_size: int, epochs: int, seed: int) -> tuple[Params, list[float]]:
    """Train on every window of `text` once an epoch, in an order drawn from `seed`.

    Returns the parameters and one loss an epoch: mean nats per character over its windows, each taken before
    the update that its batch makes. Raises ValueError unless 1 <= sequence_length < len(text).
    """
    char_to_id, id_to_char = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, char_to_id), sequence_length)
    params = init_params(len(id_to_char), hidden_size, seed)
    optimizer = tf.keras.optimizers.Adam(LEARNING_RATE)
    optimizer.build(list(params.values()))  # a compiled step may not create the optimizer's variables

    # Any number of windows, or the smaller last batch would be compiled a second time.
    windows = tf.TensorSpec([None, sequence_length], tf.int32)

    @tf.function(input_signature=[windows, windows])  # type: ignore[untyped-decorator]
    def step(batch_inputs: Tensor, batch_targets: Tensor) -> Tensor:
        return train_step(params, optimizer, batch_inputs, batch_targets)

    rng = np.random.default_rng(seed)
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(inputs))
        total = 0.0
        for start in range(0, len(order), BATCH_SIZE):
            batch = order[start : start + BATCH_SIZE]
            total += float(step(inputs[batch], targets[batch])) * len(batch)  # the last batch may be smaller
        history.append(total / len(order))
    return params, history
