"""Makes, in the kernel, the arguments of this lab's checks that are no plain data (arguments.py). Sent as source."""

from typing import Any

import numpy as np
import tensorflow as tf


def tensor(array: np.ndarray) -> Any:
    return tf.constant(array)


def variables(arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    return {name: tf.Variable(array) for name, array in arrays.items()}


def optimizer(about: dict[str, Any]) -> Any:
    return getattr(tf.keras.optimizers, about["name"])(**about["settings"])


def prepare(arguments: list[Any]) -> None:
    """Makes the optimizers among the arguments of a call create their variables.

    Inside a `tf.function` an optimizer may not make them on a later call.
    """
    weights = [argument for argument in arguments if isinstance(argument, dict)]
    for argument in arguments:
        if weights and isinstance(argument, tf.keras.optimizers.Optimizer) and hasattr(argument, "build"):
            argument.build(list(weights[0].values()))
