"""The judge's mouthpiece inside the student's kernel.

`KernelSession` sends this file as source when a kernel starts, so it imports nothing of ours. It holds no expected
value: it builds the arguments, calls the student's function and encodes what came back. `FakeStudent` and `wire.encode`
use the same functions in the judge's own process.

On the wire a JSON object is always a tag: {"npy"}, {"float"}, {"dict"}, {"figure"}, {"other"} for results, and
{"tuple"}, {"made"} for arguments; everything else is a JSON scalar or list.
"""

import base64
import io
import json
import math
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

MAX_DEPTH = 12
MAX_FILE_CHARACTERS = 2**20
MAX_MESSAGE = 2000
MAX_SERIES = 40  # of a figure are left out once, to see whether they are to be seen
COARSE = 50  # dots per inch of pictures that only tell whether anything is to be seen
NO_MAKERS: Mapping[str, Callable[[Any], Any]] = {}


def encode(value: Any, depth: int = 0) -> Any:
    """`value` as JSON-ready data; what is not plain data becomes {"other": its type}."""
    if depth > MAX_DEPTH:
        return {"other": f"nested more than {MAX_DEPTH} deep"}
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"float": repr(float(value))}
    if isinstance(value, (list, tuple, range)):
        return [encode(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {"dict": [[encode(key, depth + 1), encode(item, depth + 1)] for key, item in value.items()]}
    if isinstance(value, (np.ndarray, np.generic)):
        return _encode_array(np.asarray(value))
    if type(value).__name__ == "Figure" and hasattr(value, "axes"):
        return _encode_figure(value)
    if callable(getattr(value, "numpy", None)):  # a tensor or variable, of whatever library
        return _encode_array(np.asarray(value.numpy()))
    return {"other": type(value).__name__}


def _encode_array(array: np.ndarray) -> dict[str, str]:
    if array.dtype.kind not in "biufU":
        return {"other": f"array of {array.dtype}"}
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array).reshape(array.shape), allow_pickle=False)
    return {"npy": base64.b64encode(buffer.getvalue()).decode("ascii")}


def _encode_figure(figure: Any) -> dict[str, Any]:
    """Each matplotlib Axes of the figure: its labels, the series of numbers that can be seen, and those that cannot."""
    drawn = [(axes, _series(axes)) for axes in figure.axes]
    artists = [artists for _, series in drawn for artists, _ in series]
    seen = _seen(figure, artists) if artists else {}
    return {"figure": [_encode_axes(axes, series, seen) for axes, series in drawn]}


def _encode_axes(axes: Any, series: list[tuple[list[Any], np.ndarray]], seen: dict[int, bool]) -> dict[str, Any]:
    shown = [_encode_array(numbers) for artists, numbers in series if seen[id(artists[0])]]
    hidden = [_encode_array(numbers) for artists, numbers in series if not seen[id(artists[0])]]
    labels = [["xlabel", _label(axes, axes.xaxis)], ["ylabel", _label(axes, axes.yaxis)]]
    return {"dict": [*labels, ["series", shown], ["hidden", hidden]]}


def _label(axes: Any, axis: Any) -> Any:
    visible = axes.get_visible() and axes.axison and axis.get_visible() and axis.label.get_visible()
    return axis.label.get_text() if visible else ""


def _series(axes: Any) -> list[tuple[list[Any], np.ndarray]]:
    """Every series of numbers drawn in one matplotlib Axes, with the artists that draw it."""
    series: list[tuple[Any, Any]] = [(line, line.get_ydata(orig=False)) for line in axes.lines]
    series += [(line, line.get_xdata(orig=False)) for line in axes.lines]
    series += [(image, image.get_array()) for image in axes.images]
    series += [(item, item.get_array()) for item in axes.collections if item.get_array() is not None]
    points = [(item, np.asarray(item.get_offsets())) for item in axes.collections if len(item.get_offsets())]
    series += [(item, places[:, axis]) for item, places in points for axis in (0, 1)]
    series += [(patch, patch.get_data().values) for patch in axes.patches if hasattr(patch, "get_data")]  # stairs
    drawn = [([artist], numbers) for artist, numbers in series]
    for container in axes.containers:
        bars = [patch for patch in container if hasattr(patch, "get_height")]
        if bars:
            drawn += [(bars, [patch.get_height() for patch in bars]), (bars, [patch.get_width() for patch in bars])]
    return [(artists, np.ma.filled(np.ma.asarray(numbers, dtype=float), np.nan)) for artists, numbers in drawn]


def _seen(figure: Any, series: list[list[Any]]) -> dict[int, bool]:
    """Whether the picture is another one without the artists of a series, by the id of the first of them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    before, layout = figure.canvas, figure.get_layout_engine() if hasattr(figure, "get_layout_engine") else None
    dpi = figure.dpi
    canvas = FigureCanvasAgg(figure)
    try:
        figure.set_dpi(COARSE)
        whole = _pixels(canvas)
        if layout:
            figure.set_layout_engine("none")  # places stay as they are now, and the next pictures are made faster
        seen = {id(artists[0]): True for artists in series}
        for artists in {id(artists[0]): artists for artists in series[:MAX_SERIES]}.values():
            were = [artist.get_visible() for artist in artists]
            for artist in artists:
                artist.set_visible(False)
            seen[id(artists[0])] = _tells(artists[0]) and not np.array_equal(whole, _pixels(canvas))
            for artist, was in zip(artists, were, strict=True):
                artist.set_visible(was)
        return seen
    finally:
        figure.set_canvas(before)
        figure.set_dpi(dpi)
        if layout:
            figure.set_layout_engine(layout)


def _pixels(canvas: Any) -> np.ndarray:
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def _tells(artist: Any) -> bool:
    """Whether what is drawn by colours has more than one of them, where there is more than one number."""
    numbers = artist.get_array() if hasattr(artist, "get_array") else None
    if numbers is None or np.ndim(numbers) == 3 or np.size(numbers) < 2 or np.ptp(numbers) == 0:
        return True
    colours = artist.to_rgba(np.ravel(numbers))
    return bool(np.ptp(colours, axis=0).any())


def build(data: Any, makers: Mapping[str, Callable[[Any], Any]]) -> Any:
    """An argument, from what `wire.encode` made of it; of its own kinds the lab's `makers` make it, by kind."""
    if isinstance(data, list):
        return [build(item, makers) for item in data]
    if not isinstance(data, dict):
        return data
    ((tag, content),) = data.items()
    if tag == "float":
        return float(content)
    if tag == "dict":
        return {build(key, makers): build(value, makers) for key, value in content}
    if tag == "npy":
        return np.load(io.BytesIO(base64.b64decode(content)), allow_pickle=False)
    if tag == "tuple":
        return tuple(build(item, makers) for item in content)
    kind, made_of = content
    return makers[kind](build(made_of, makers))


def _call(
    request: dict[str, Any], namespace: Mapping[str, Any], makers: Mapping[str, Callable[[Any], Any]]
) -> dict[str, Any]:
    function = namespace[request["name"]]
    args = [build(arg, makers) for arg in request["args"]]
    kwargs = {name: build(arg, makers) for name, arg in request["kwargs"].items()}
    if "prepare" in makers:
        makers["prepare"](args)
    result = encode(function(*args, **kwargs))
    if "matplotlib.pyplot" in sys.modules:  # a figure left open would be drawn for the notebook, in half a second
        sys.modules["matplotlib.pyplot"].close("all")
    return {"result": result, "after": encode(args) if request["read_back"] else None}


def answer(
    request: dict[str, Any], namespace: Mapping[str, Any], makers: Mapping[str, Callable[[Any], Any]] = NO_MAKERS
) -> dict[str, Any]:
    """The reply to one request, as a JSON-ready dict; what the student's code raises becomes data too."""
    if request["op"] != "file" and request["name"] not in namespace:
        return {"missing": request["name"]}
    try:
        if request["op"] == "file":
            with open(request["name"], encoding="utf-8") as file:
                return {"result": file.read(MAX_FILE_CHARACTERS), "after": None}
        if request["op"] == "call":
            return _call(request, namespace, makers)
        return {"result": encode(namespace[request["name"]]), "after": None}
    except BaseException as error:  # SystemExit and KeyboardInterrupt included: every request gets a reply
        return {"raised": type(error).__name__, "message": _shortened(str(error))}


def _shortened(text: str) -> str:
    """Cut in the middle where it is too long: the last lines of an error say what is wrong."""
    half = MAX_MESSAGE // 2
    return text if len(text) <= MAX_MESSAGE else f"{text[:half]}\n{text[-(half - 1) :]}"


def answer_in_kernel(request_base64: str, namespace: Mapping[str, Any], max_bytes: int) -> None:
    """`answer` for the kernel: base64 JSON in, base64 JSON of at most `max_bytes` out, left in `reply`."""
    global reply
    reply = ""
    request = json.loads(base64.b64decode(request_base64))
    made_by = vars(sys.modules["lab_makers"]) if "lab_makers" in sys.modules else NO_MAKERS
    text = json.dumps(answer(request, namespace, made_by))
    if len(text) > max_bytes:
        text = json.dumps({"too_large": len(text)})
    reply = base64.b64encode(text.encode("utf-8")).decode("ascii")


reply = ""
