"""Type hints, nested helpers, a dataclass and keyword arguments everywhere."""

# %% windows_code
from typing import Tuple


def make_windows(ids: np.ndarray, sequence_length: int) -> Tuple[np.ndarray, np.ndarray]:
    """The windows of ids and those one further."""

    def cut(shift: int) -> np.ndarray:
        return np.vstack([ids[shift + i : shift + i + sequence_length] for i in range(len(ids) - sequence_length)])

    if not (isinstance(sequence_length, (int, np.integer)) and 1 <= sequence_length <= len(ids) - 1):
        raise ValueError(f"{sequence_length=} does not fit")
    return cut(shift=0).astype("int32"), cut(shift=1).astype("int32")

# %% forward_code
from dataclasses import dataclass, field


@dataclass
class Reader:
    params: dict
    h: tf.Tensor
    seen: list = field(default_factory=list)

    def read(self, ids_t):
        self.h = rnn_step(params=self.params, ids_t=ids_t, h=self.h)
        self.seen.append(self.h)


def forward(params, inputs, h0=None):
    inputs = tf.convert_to_tensor(inputs)
    zeros = tf.zeros(shape=(tf.shape(inputs)[0], params["W_hh"].shape[0]))
    reader = Reader(params, zeros if h0 is None else h0)
    for t in range(inputs.shape[1]):
        reader.read(inputs[:, t])
    states = tf.stack(values=reader.seen, axis=1)
    return tf.nn.bias_add(tf.matmul(states, params["W_hy"]), params["b_y"]), states
