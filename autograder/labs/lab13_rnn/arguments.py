"""What this lab's checks send beside plain data; makers.py makes it in the kernel."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.kernel.wire import Made


@dataclass(frozen=True)
class Variables(Made):
    """Named arrays that reach the student's function as a dict of `tf.Variable`."""

    arrays: dict[str, np.ndarray]
    kind = "variables"

    @property
    def content(self) -> dict[str, np.ndarray]:
        return self.arrays


@dataclass(frozen=True)
class Tensor(Made):
    """An array that reaches the student's function as a constant tensor of TensorFlow."""

    array: np.ndarray
    kind = "tensor"

    @property
    def content(self) -> np.ndarray:
        return self.array


@dataclass(frozen=True)
class Optimizer(Made):
    """A Keras optimizer by its name, with its settings."""

    name: str
    settings: dict[str, float] = field(default_factory=dict)
    kind = "optimizer"

    @property
    def content(self) -> dict[str, Any]:
        return {"name": self.name, "settings": self.settings}
