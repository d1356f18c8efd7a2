"""A correct student in plain NumPy: no kernel, no TensorFlow, and training within a second."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.student.fake_student import FakeStudent
from rnn_reference import evaluation, numpy_training
from rnn_reference.settings import CLIP_NORM
from rnn_reference.text import build_vocabulary, decode, encode, make_windows


class GradientDescent:
    """What stands for the Keras optimizer that the judge hands over."""

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate

    def step(self, gradient: np.ndarray) -> np.ndarray:
        """What is taken off a parameter in the first update."""
        return np.asarray(self.learning_rate * gradient)


class Adagrad(GradientDescent):
    def step(self, gradient: np.ndarray) -> np.ndarray:
        return np.asarray(self.learning_rate * gradient / np.sqrt(0.1 + np.square(gradient)))


OPTIMIZERS = {"SGD": GradientDescent, "Adagrad": Adagrad}
MAKERS: dict[str, Callable[[Any], Any]] = {
    "tensor": np.asarray,
    "variables": lambda arrays: {name: np.array(array) for name, array in arrays.items()},
    "optimizer": lambda about: OPTIMIZERS[about["name"]](**about["settings"]),
}


def train_step(params: dict[str, np.ndarray], optimizer: GradientDescent, inputs: Any, targets: Any) -> float:
    loss, gradients = evaluation.gradients(params, inputs, targets)
    for name, gradient in evaluation.clip_by_global_norm(gradients, CLIP_NORM).items():
        params[name] -= optimizer.step(gradient).astype(params[name].dtype)
    return loss


def generate(params: Any, vocabulary: Any, prompt: str, length: int, temperature: float = 1.0, seed: Any = None) -> str:
    char_to_id, id_to_char = vocabulary
    if length < 0 or temperature < 0 or not prompt:
        raise ValueError("a prompt, and no negative numbers")
    rng = np.random.default_rng(seed)
    logits, states = evaluation.forward(params, encode(prompt, char_to_id)[np.newaxis])
    scores, h, ids = logits[0, -1], states[:, -1], []
    for _ in range(length):
        noise = rng.gumbel(size=scores.shape)
        ids.append(int(np.argmax(scores / temperature + noise if temperature else scores)))
        h = evaluation.rnn_step(params, ids[-1:], h)
        scores = (h @ params["W_hy"] + params["b_y"])[0]
    return decode(ids, id_to_char)


def trace(params: Any, vocabulary: Any, text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    ids = encode(text, vocabulary[0])
    logits, states = evaluation.forward(params, ids[np.newaxis])
    probabilities = np.exp(evaluation.log_softmax(logits[0]))
    return states[0], probabilities, probabilities[np.arange(len(ids) - 1), ids[1:]]


def plot_trace(text: str, states: np.ndarray, next_probability: np.ndarray) -> Any:
    from matplotlib.figure import Figure

    figure = Figure()
    upper, lower = figure.subplots(2, 1)
    upper.imshow(states.T)
    lower.plot(next_probability)
    upper.set(xlabel="time", ylabel="hidden unit")
    lower.set(xlabel="time", ylabel="probability")
    return figure


NAMESPACE: dict[str, Callable[..., Any]] = {
    "build_vocabulary": build_vocabulary,
    "encode": encode,
    "decode": decode,
    "make_windows": make_windows,
    "rnn_step": evaluation.rnn_step,
    "forward": evaluation.forward,
    "train_step": train_step,
    "train": numpy_training.train,
    "generate": generate,
    "trace": trace,
    "plot_trace": plot_trace,
}


def numpy_student(**replaced: Any) -> FakeStudent:
    """The correct student, with some functions replaced."""
    return FakeStudent(NAMESPACE | replaced, makers=MAKERS)
