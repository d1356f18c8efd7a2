"""Writing with a trained network, and watching it read."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from rnn_reference.evaluation import log_softmax
from rnn_reference.model import Params, forward
from rnn_reference.text import Vocabulary, decode, encode

Float32s: TypeAlias = npt.NDArray[np.float32]


def generate(
    params: Params,
    vocabulary: Vocabulary,
    prompt: str,
    length: int,
    temperature: float = 1.0,
    seed: int | None = None,
) -> str:
    """The `length` characters that follow `prompt`, without the prompt.

    Each is drawn from softmax(logits / temperature) and fed back as the next input; temperature 0 takes the
    most likely one. The same seed gives the same text.

    Raises ValueError on an empty prompt, a negative length or temperature, or a character that is not in the
    vocabulary.
    """
    if not prompt:
        raise ValueError("the prompt is empty: give at least one character")
    if length < 0:
        raise ValueError(f"length must not be negative, but is {length}")
    if temperature < 0:
        raise ValueError(f"temperature must not be negative, but is {temperature}")
    char_to_id, id_to_char = vocabulary
    rng = np.random.default_rng(seed)
    logits, states = forward(params, encode(prompt, char_to_id)[np.newaxis])
    ids: list[int] = []
    for _ in range(length):
        ids.append(_choose(logits[0, -1].numpy(), temperature, rng))
        # One character is a batch of one window of one: (1, 1).
        logits, states = forward(params, tf.constant([ids[-1:]]), states[:, -1])
    return decode(ids, id_to_char)


def _choose(logits: Float32s, temperature: float, rng: np.random.Generator) -> int:
    """An id drawn by its logits (V,)."""
    if temperature == 0:
        return int(logits.argmax())
    # In float64, because rng.choice refuses probabilities whose sum misses 1 by float32 rounding.
    return int(rng.choice(len(logits), p=np.exp(log_softmax(logits.astype(np.float64) / temperature))))


def trace(params: Params, vocabulary: Vocabulary, text: str) -> tuple[Float32s, Float32s, Float32s]:
    """What happens inside while the network reads `text`, of L characters.

    Returns states (L, H), probabilities of the character after each (L, V), and the probability given to the
    character that really came next (L - 1,), all float32. Raises ValueError on an empty text or a character
    that is not in the vocabulary.
    """
    if not text:
        raise ValueError("the text is empty: give at least one character")
    ids = encode(text, vocabulary[0])
    logits, states = forward(params, ids[np.newaxis])
    probabilities = tf.nn.softmax(logits[0]).numpy()  # (L, V)
    return states[0].numpy(), probabilities, probabilities[np.arange(len(ids) - 1), ids[1:]]
