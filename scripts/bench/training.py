"""Training the reference against Keras, NumPy and, where it is installed, PyTorch: the same network and windows."""

import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bench.figures import Row, ratios, spread
from bench.fresh import fresh
from rnn_reference import evaluation, numpy_training
from rnn_reference.settings import BATCH_SIZE, CLIP_NORM, LEARNING_RATE
from rnn_reference.text import build_vocabulary, encode, make_windows

TEXT = Path(__file__).resolve().parents[2] / "data" / "peter_piper.txt"
SEQUENCE_LENGTH, HIDDEN_SIZE, EPOCHS = 20, 64, 100  # one epoch is trained, too: it tells what compiling takes
ROUNDS = 5
TO_REACH = 8.0
SAME_LOSS = 0.1  # Keras shuffles in an order of its own, which moves the last epoch's loss by some per cent

Train = Callable[[int, int], float]  # from a seed and a number of epochs to the last loss


def _setting() -> tuple[str, int, int]:
    return TEXT.read_text(encoding="utf-8"), SEQUENCE_LENGTH, HIDDEN_SIZE


def _windows_and_weights(seed: int) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """One-hot inputs (N, T, V), targets (N, T) and the reference's first weights, as other libraries take them."""
    text = _setting()[0]
    char_to_id, id_to_char = build_vocabulary(text)
    inputs, targets = make_windows(encode(text, char_to_id), SEQUENCE_LENGTH)
    one_hot = np.eye(len(id_to_char), dtype=np.float32)[inputs]
    return one_hot, targets, evaluation.init_params(len(id_to_char), HIDDEN_SIZE, seed)


def reference() -> Train:
    import keras  # noqa: F401  TensorFlow would import it at the first use

    from rnn_reference import training

    return lambda seed, epochs: training.train(*_setting(), epochs, seed)[1][-1]


def numpy_by_hand() -> Train:
    return lambda seed, epochs: numpy_training.train(*_setting(), epochs, seed)[1][-1]


def keras_fit() -> Train:
    import keras

    def train(seed: int, epochs: int) -> float:
        inputs, targets, weights = _windows_and_weights(seed)
        model = keras.Sequential(
            [
                keras.Input(inputs.shape[1:]),
                keras.layers.SimpleRNN(HIDDEN_SIZE, return_sequences=True),
                keras.layers.Dense(inputs.shape[-1]),
            ]
        )
        model.set_weights(list(weights.values()))
        adam = keras.optimizers.Adam(LEARNING_RATE, global_clipnorm=CLIP_NORM)
        model.compile(adam, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        history = model.fit(inputs, targets, batch_size=BATCH_SIZE, epochs=epochs, verbose=0).history
        return float(history["loss"][-1])

    return train


def pytorch() -> Train:
    import torch

    def train(seed: int, epochs: int) -> float:
        arrays, wanted, weights = _windows_and_weights(seed)
        inputs, targets = torch.from_numpy(arrays), torch.from_numpy(wanted).long()
        size = inputs.shape[-1]
        layers = torch.nn.RNN(size, HIDDEN_SIZE, batch_first=True), torch.nn.Linear(HIDDEN_SIZE, size)
        named = dict(zip(("weight_ih_l0", "weight_hh_l0", "bias_ih_l0"), list(weights.values())[:3], strict=True))
        named |= {"bias_hh_l0": np.zeros_like(weights["b_h"])}
        layers[0].load_state_dict({name: torch.from_numpy(value.T.copy()) for name, value in named.items()})
        output = {"weight": weights["W_hy"].T.copy(), "bias": weights["b_y"]}
        layers[1].load_state_dict({name: torch.from_numpy(value) for name, value in output.items()})
        layers[0].bias_hh_l0.requires_grad_(False)  # a second bias, which the others do not have
        learned = [value for layer in layers for value in layer.parameters() if value.requires_grad]
        adam = torch.optim.Adam(learned, LEARNING_RATE, eps=1e-7)
        rng = np.random.default_rng(seed)
        for _ in range(epochs):
            order, total = torch.from_numpy(rng.permutation(len(inputs))), 0.0
            for batch in order.split(BATCH_SIZE):
                adam.zero_grad()
                logits = layers[1](layers[0](inputs[batch])[0])
                loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets[batch].flatten())
                loss.backward()
                torch.nn.utils.clip_grad_norm_(learned, CLIP_NORM)
                adam.step()
                total += loss.item() * len(batch)
        return total / len(inputs)

    return train


CONTENDERS = {"reference": reference, "Keras": keras_fit, "NumPy": numpy_by_hand}
if find_spec("torch"):
    CONTENDERS["PyTorch"] = pytorch


def timed(name: str, seed: int, epochs: int) -> dict[str, float]:
    """One training: wall and processor seconds, and the last epoch's loss. Imports are done before."""
    train = CONTENDERS[name]()
    wall, cpu = time.perf_counter(), time.process_time()
    loss = train(seed, epochs)
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "loss": loss}


def measure() -> dict[str, Any]:
    rounds = [
        {name: [fresh(timed, name, seed, epochs) for epochs in (1, EPOCHS)] for name in CONTENDERS}
        for seed in range(ROUNDS)
    ]
    return {
        name: {
            "wall": [one[name][1]["wall"] for one in rounds],
            "cpu": [one[name][1]["cpu"] for one in rounds],
            "cpu_of_one_epoch": [one[name][0]["cpu"] for one in rounds],
            "loss": [one[name][1]["loss"] for one in rounds],
        }
        for name in CONTENDERS
    }


def rows(raw: dict[str, Any]) -> list[Row]:
    def faster(name: str, clock: str = "wall") -> list[float]:
        return ratios(raw[name][clock], raw["reference"][clock])

    what = f"training the reference, T = {SEQUENCE_LENGTH}, H = {HIDDEN_SIZE}, {EPOCHS} epochs"
    same_loss = all(_difference(raw, name) <= SAME_LOSS for name in raw)
    reached = same_loss and median(faster("Keras")) >= TO_REACH
    target = f"≥ {TO_REACH:.0f} times faster, compiling included"
    others = [name for name in ("NumPy", "PyTorch") if name in raw]
    return [
        Row(what, "Keras `fit` of the same model", target, spread(faster("Keras"), "times", 1), reached),
        *(
            Row("the same", f"{name}{' by hand' if name == 'NumPy' else ''}", "–", spread(faster(name), "times"), None)
            for name in others
        ),
    ]


def _difference(raw: dict[str, Any], name: str) -> float:
    """By how much the median of the last losses is off the reference's, as a share of that."""
    own: float = median(raw["reference"]["loss"])
    return abs(float(median(raw[name]["loss"])) - own) / own


def _later(raw: dict[str, Any], name: str) -> float:
    """Processor seconds of all epochs but the first."""
    return float(median(raw[name]["cpu"]) - median(raw[name]["cpu_of_one_epoch"]))


def how(raw: dict[str, Any]) -> str:
    times = "\n".join(
        f"- {name}: {spread(raw[name]['wall'], 's')}, of the processor {spread(raw[name]['cpu'], 's')}, of which "
        f"{median(raw[name]['cpu_of_one_epoch']):.2f} s up to the end of the first epoch; last loss "
        f"{spread(raw[name]['loss'], 'nats', 4)}."
        for name in raw
    )
    processor = spread(ratios(raw["Keras"]["cpu"], raw["reference"]["cpu"]), "times", 1)
    missing = "" if "PyTorch" in raw else " PyTorch is not installed."
    return f"""
Each sample is a process of its own. Imports are not counted; building the model, tracing and compiling are. All start
from the same weights, {len(raw["reference"]["wall"])} seeds in turn, and train on the same windows in batches of
{BATCH_SIZE}, with Adam at {LEARNING_RATE} and gradients clipped to a norm of {CLIP_NORM:g}. Keras reads one-hot
characters, the others ids. The losses of the last epoch must agree within {SAME_LOSS:.0%}: they differ with the order
of the batches, which Keras draws itself.{missing}

{times}

By processor time, Keras takes {processor} that of the reference. Of the reference's, the first epoch, nearly all of it
tracing and compiling, has {median(raw["reference"]["cpu_of_one_epoch"]):.2f} s, and the other {EPOCHS - 1} have
{_later(raw, "reference"):.2f} s. NumPy, which computes in float64 on one thread and has nothing to compile, takes
{_later(raw, "NumPy"):.2f} s for these.
"""
