"""Training in TensorFlow."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf

from rnn_reference.model import Params, Tensor, init_params
from rnn_reference.settings import BATCH_SIZE, CLIP_NORM, LEARNING_RATE
from rnn_reference.text import build_vocabulary, encode, make_windows

Optimizer: TypeAlias = Any  # Adam or a tf.keras.optimizers.Optimizer, which has no types


class Adam:
    """Adam (Kingma and Ba, 2015, end of section 2) with Keras's default constants, called as Keras's is.

    An update is one operation for each parameter, where Keras's takes forty: half of a step's graph.
    """

    beta_1, beta_2, epsilon = 0.9, 0.999, 1e-7

    def __init__(self, params: Params, learning_rate: float) -> None:
        self.learning_rate = learning_rate
        self.mean = {value.ref(): tf.Variable(tf.zeros_like(value)) for value in params.values()}
        self.square = {value.ref(): tf.Variable(tf.zeros_like(value)) for value in params.values()}
        self.powers = tf.Variable((self.beta_1, self.beta_2))  # of the betas: their exponent counts the steps

    def apply_gradients(self, gradients_and_variables: Iterable[tuple[Tensor, tf.Variable]]) -> None:
        """One update of the variables, in place."""
        power_1, power_2 = tf.unstack(self.powers)
        for gradient, variable in gradients_and_variables:
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle,
                m=self.mean[variable.ref()].handle,
                v=self.square[variable.ref()].handle,
                beta1_power=power_1,
                beta2_power=power_2,
                lr=self.learning_rate,
                beta1=self.beta_1,
                beta2=self.beta_2,
                epsilon=self.epsilon,
                grad=gradient,
            )
        self.powers.assign(self.powers * (self.beta_1, self.beta_2))


def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean nats per character, a scalar, of logits (B, T, V) for targets int32 (B, T)."""
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits))


def gradients(params: Params, inputs: Tensor, targets: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """The loss on a batch of windows, int32 (B, T) and (B, T), and its gradient in every parameter.

    Backpropagation through time, written out as in `evaluation.gradients`. The tape finds the same numbers, but
    its graph has more than twice as many operations, and takes as much longer to compile and to run. T must be
    known when a graph is traced.
    """
    p = {name: tf.convert_to_tensor(value) for name, value in params.items()}  # each variable is read once
    vocab_size, hidden_size = p["W_xh"].shape
    batch, time = tf.shape(inputs)[0], inputs.shape[1]
    # Below, matrices have a row for each position of each window, (T * B, .), time first: T blocks of a step.
    read, wanted = (tf.reshape(tf.transpose(ids), [-1]) for ids in (inputs, targets))
    one_hot_read, one_hot_wanted = tf.one_hot(read, vocab_size), tf.one_hot(wanted, vocab_size)

    steps = [tf.zeros((batch, hidden_size))]
    for from_input in tf.split(one_hot_read @ p["W_xh"] + p["b_h"], time):
        steps.append(tf.tanh(from_input + steps[-1] @ p["W_hh"]))
    earlier, states = tf.concat(steps[:-1], 0), tf.concat(steps[1:], 0)
    logits = states @ p["W_hy"] + p["b_y"]

    d_logits = (tf.nn.softmax(logits) - one_hot_wanted) / tf.cast(tf.size(targets), tf.float32)
    # Of each step, without what comes back from later ones.
    d_states = tf.split(tf.matmul(d_logits, p["W_hy"], transpose_b=True), time)
    slopes = tf.split(1 - states**2, time)  # of tanh
    d_steps: list[Tensor] = []  # dL/da of each step, from the last to the first
    from_later = tf.zeros_like(steps[0])
    for d_state, slope in zip(reversed(d_states), reversed(slopes), strict=True):
        d_steps.append((d_state + from_later) * slope)
        from_later = tf.matmul(d_steps[-1], p["W_hh"], transpose_b=True)
    d_a = tf.concat(d_steps[::-1], 0)
    return cross_entropy(logits, wanted), {
        "W_xh": tf.matmul(one_hot_read, d_a, transpose_a=True),
        "W_hh": tf.matmul(earlier, d_a, transpose_a=True),
        "b_h": tf.reduce_sum(d_a, 0),
        "W_hy": tf.matmul(states, d_logits, transpose_a=True),
        "b_y": tf.reduce_sum(d_logits, 0),
    }


def train_step(params: Params, optimizer: Optimizer, inputs: Tensor, targets: Tensor) -> Tensor:
    """One update of `params`, in place, on a batch of windows, int32 (B, T) and (B, T).

    Returns the loss before the update, a scalar in nats per character.
    """
    loss, found = gradients(params, inputs, targets)
    clipped, _ = tf.clip_by_global_norm(list(found.values()), CLIP_NORM)
    optimizer.apply_gradients((gradient, params[name]) for name, gradient in zip(found, clipped, strict=True))
    return loss


def train(text: str, sequence_length: int, hidden_size: int, epochs: int, seed: int) -> tuple[Params, list[float]]:
    """Train on every window of `text` once an epoch, in an order drawn from `seed`.

    Returns the parameters and one loss an epoch: mean nats per character over its windows, each taken before
    the update that its batch makes. Raises ValueError unless 1 <= sequence_length < len(text).
    """
    char_to_id, id_to_char = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, char_to_id), sequence_length)
    params = init_params(len(id_to_char), hidden_size, seed)
    optimizer = Adam(params, LEARNING_RATE)
    all_inputs, all_targets = tf.constant(inputs), tf.constant(targets)

    # An epoch is one call, not one for each batch. Nothing in it needs AutoGraph, whose reading of the code would
    # take longer than the tracing.
    @tf.function(input_signature=[tf.TensorSpec([len(inputs)], tf.int64)], autograph=False)  # type: ignore[untyped-decorator]
    def epoch(order: Tensor) -> Tensor:
        def update(start: Tensor, total: Tensor) -> tuple[Tensor, Tensor]:
            batch = order[start : start + BATCH_SIZE]  # the last batch may be smaller
            loss = train_step(params, optimizer, tf.gather(all_inputs, batch), tf.gather(all_targets, batch))
            return start + BATCH_SIZE, total + loss * tf.cast(tf.size(batch), tf.float32)

        return tf.while_loop(lambda start, _: start < len(inputs), update, (0, 0.0))[1] / len(inputs)

    rng = np.random.default_rng(seed)
    return params, [float(epoch(rng.permutation(len(inputs)))) for _ in range(epochs)]
