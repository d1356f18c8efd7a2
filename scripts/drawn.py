"""What the checks draw: for each function, which dimensions of its contract, from where to where.

Called by `make drawn`. Judges a correct student of plain NumPy under SEEDS seeds, notes every call, and writes
docs/measured/draws.md.
"""

import functools
import string
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pages import table, wrapped
from support.numpy_student import NAMESPACE, numpy_student

from autograder.checks.check import judge
from autograder.labs import lab13_rnn
from rnn_reference import evaluation

ROOT = Path(__file__).resolve().parent.parent
SEEDS = 20
LISTED = 8  # so many different values are named, more are told by their ends


def sizes(params: Mapping[str, np.ndarray]) -> dict[str, Any]:
    vocab, hidden = params["W_xh"].shape
    return {"V": vocab, "H": hidden}


def characters(texts: Iterable[str]) -> set[str]:
    """The kinds of characters that occur."""
    kinds: dict[str, Callable[[str], bool]] = {
        "lower case": str.islower,
        "upper case": str.isupper,
        "digits": string.digits.__contains__,
        "blank": " ".__eq__,
        "newline": "\n".__eq__,
        "other control": lambda char: unicodedata.category(char) == "Cc" and char != "\n",
        "punctuation": string.punctuation.__contains__,
        "past ASCII": lambda char: ord(char) > 127,
        "past 16 bits": lambda char: ord(char) > 0xFFFF,
    }
    return {name for name, is_one in kinds.items() if any(is_one(char) for text in texts for char in text)}


def of_step(params: Any, ids_t: Any, h: Any) -> dict[str, Any]:
    total = np.abs(params["W_xh"][ids_t] + h @ params["W_hh"] + params["b_h"])
    return {"B": len(ids_t), **sizes(params), "largest sum in the tanh": float(total.max())}


def of_forward(params: Any, inputs: Any, h0: Any = None) -> dict[str, Any]:
    batch, time = np.shape(inputs)
    return {"B": batch, "T": time, **sizes(params), "h0": "none" if h0 is None else "given"}


def of_train_step(params: Any, optimizer: Any, inputs: Any, targets: Any) -> dict[str, Any]:
    batch, time = inputs.shape
    gradients = evaluation.gradients(params, inputs, targets)[1]
    return {
        "B": batch,
        "T": time,
        **sizes(params),
        "times one character comes": int(np.bincount(inputs.ravel()).max()),
        "norm of the gradient": float(np.sqrt(sum(np.square(each).sum() for each in gradients.values()))),
        "optimizer": {"GradientDescent": "SGD"}.get(type(optimizer).__name__, type(optimizer).__name__),
    }


def of_train(text: str, sequence_length: int, hidden_size: int, epochs: int, seed: int) -> dict[str, Any]:
    own = {"characters of the text": len(text), "V": len(set(text)), "windows": len(text) - sequence_length}
    return own | {"T": sequence_length, "H": hidden_size, "epochs": epochs, "seed": seed}


def of_generate(
    params: Any, vocabulary: Any, prompt: str, length: int, temperature: float = 1.0, seed: Any = "not given"
) -> dict[str, Any]:
    given = {"characters of the prompt": len(prompt), "characters": characters([prompt]), "length": length}
    seeds = {"seed": seed} if isinstance(seed, int) else {"no seed": "None" if seed is None else seed}
    return sizes(params) | given | {"temperature": temperature} | seeds


def of_trace(params: Any, vocabulary: Any, text: str) -> dict[str, Any]:
    return sizes(params) | {"L": len(text), "characters": characters([text])}


DIMENSIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "build_vocabulary": lambda text: {"L": len(text), "V": len(set(text)), "characters": characters([text])},
    "encode": lambda text, char_to_id: {"L": len(text), "V": len(char_to_id), "characters": characters([text])},
    "decode": lambda ids, id_to_char: {"L": len(ids), "V": len(id_to_char), "ids as": type(ids).__name__},
    "make_windows": lambda ids, sequence_length: {
        "L": len(ids),
        "T": sequence_length,
        "largest id": int(max(ids)),
        "times one id comes": int(np.unique(ids, return_counts=True)[1].max()),
    },
    "rnn_step": of_step,
    "forward": of_forward,
    "train_step": of_train_step,
    "train": of_train,
    "generate": of_generate,
    "trace": of_trace,
    "plot_trace": lambda text, states, next_probability: {"L": len(text), "H": states.shape[1]},
}


def noted(function: Callable[..., Any], name: str, seen: dict[tuple[str, str], set[Any]]) -> Callable[..., Any]:
    """The function, with what each call is made with kept in `seen` by function and dimension."""

    @functools.wraps(function)
    def called(*arguments: Any, **settings: Any) -> Any:
        for dimension, value in DIMENSIONS[name](*arguments, **settings).items():
            seen[name, dimension].update(value if isinstance(value, set) else {value})
        return function(*arguments, **settings)

    return called


def told(values: set[Any]) -> str:
    """The values, or from where to where they go."""
    if all(isinstance(value, str) for value in values):
        return ", ".join(sorted(values))
    listed = sorted(values)
    if len(listed) <= LISTED and all(isinstance(value, int) for value in listed):
        return ", ".join(map(str, listed))
    return f"{listed[0]:,.3g} to {listed[-1]:,.3g}" if isinstance(listed[0], float) else f"{listed[0]} to {listed[-1]}"


def main() -> None:
    seen: dict[tuple[str, str], set[Any]] = defaultdict(set)
    functions = {name: noted(NAMESPACE[name], name, seen) for name in DIMENSIONS}
    for seed in range(SEEDS):
        for question in lab13_rnn.LAB.questions[:7]:
            judge(question, numpy_student(**functions), seed, 1)
    rows = [(f"`{name}`", dimension, told(values)) for (name, dimension), values in seen.items()]
    page = f"""# What the checks draw

Made by `make drawn` from the calls of {SEEDS} gradings of a correct submission, with seeds 0 to {SEEDS - 1}: for each
function, which dimensions of its contract are drawn, and from where to where. Arguments that are to be refused count as
well. The lab itself uses V = 18, H up to 128, T up to 50, B = 16, texts of 92 characters and samples of 120.

{table(("function", "dimension", "drawn"), rows, left=(0, 1, 2))}
"""
    (ROOT / "docs" / "measured" / "draws.md").write_text(wrapped(page), encoding="utf-8")


if __name__ == "__main__":
    main()
