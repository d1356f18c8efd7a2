"""Training in plain NumPy: the same steps as `training`, without TensorFlow.

The grader's tests use it as a student who is right, and the benchmarks as a yardstick.
"""

import numpy as np
import numpy.typing as npt

from rnn_reference import evaluation
from rnn_reference.evaluation import Floats, Gradients
from rnn_reference.settings import BATCH_SIZE, CLIP_NORM, LEARNING_RATE
from rnn_reference.text import build_vocabulary, encode, make_windows


class Adam:
    """Adam (Kingma and Ba, 2015, end of section 2), with Keras's default constants."""

    beta_1, beta_2, epsilon = 0.9, 0.999, 1e-7

    def __init__(self, params: dict[str, Floats], learning_rate: float) -> None:
        self.learning_rate = learning_rate
        self.steps = 0
        self.mean = {name: np.zeros_like(value) for name, value in params.items()}
        self.square = {name: np.zeros_like(value) for name, value in params.items()}

    def apply(self, params: dict[str, Floats], gradients: Gradients) -> None:
        """One update of `params`, in place."""
        self.steps += 1
        rate = self.learning_rate * np.sqrt(1 - self.beta_2**self.steps) / (1 - self.beta_1**self.steps)
        for name, gradient in gradients.items():
            self.mean[name] += (1 - self.beta_1) * (gradient - self.mean[name])
            self.square[name] += (1 - self.beta_2) * (gradient**2 - self.square[name])
            params[name] -= rate * self.mean[name] / (np.sqrt(self.square[name]) + self.epsilon)


def train(
    text: str, sequence_length: int, hidden_size: int, epochs: int, seed: int
) -> tuple[dict[str, npt.NDArray[np.float32]], list[float]]:
    """Train on every window of `text` once an epoch, in an order drawn from `seed`.

    Returns the parameters, float32, and one loss an epoch: mean nats per character over its windows, each
    taken before the update that its batch makes. Raises ValueError unless 1 <= sequence_length < len(text).
    """
    char_to_id, id_to_char = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, char_to_id), sequence_length)
    params = evaluation.as_float64(evaluation.init_params(len(id_to_char), hidden_size, seed))
    optimizer = Adam(params, LEARNING_RATE)
    rng = np.random.default_rng(seed)
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(inputs))
        total = 0.0
        for start in range(0, len(order), BATCH_SIZE):
            batch = order[start : start + BATCH_SIZE]
            loss, gradients = evaluation.gradients(params, inputs[batch], targets[batch])
            optimizer.apply(params, evaluation.clip_by_global_norm(gradients, CLIP_NORM))
            total += loss * len(batch)  # the last batch may be smaller
        history.append(total / len(order))
    return {name: value.astype(np.float32) for name, value in params.items()}, history
