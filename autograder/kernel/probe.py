"""The judge's mouthpiece inside the student's kernel.

`KernelSession` sends this file as source when a kernel starts, so it imports nothing of ours, runs on the student's
Python, and holds no expected value: it builds the arguments, calls the student's function and encodes what came back.
`FakeStudent` and `wire.encode` use the same functions in the judge's own process.

On the wire a JSON object is always a tag: {"npy"}, {"float"}, {"dict"}, {"figure"}, {"other"} for results, and
{"variables"}, {"optimizer"} for arguments; everything else is a JSON scalar or list.
"""

import base64
import io
import json
import math
import sys

import numpy as np

MAX_DEPTH = 12
MAX_FILE_CHARACTERS = 2**20


def encode(value, depth=0):
    """`value` as JSON-ready data; what is not plain data becomes {"other": its type}."""
    if depth > MAX_DEPTH:
        return {"other": "nested more than %d deep" % MAX_DEPTH}
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"float": repr(float(value))}
    if isinstance(value, (list, tuple)):
        return [encode(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {"dict": [[encode(key, depth + 1), encode(item, depth + 1)] for key, item in value.items()]}
    if isinstance(value, (np.ndarray, np.generic)):
        return _encode_array(np.asarray(value))
    if type(value).__name__ == "Figure" and hasattr(value, "axes"):
        return {"figure": [_encode_axes(axes) for axes in value.axes]}
    if callable(getattr(value, "numpy", None)):  # a TensorFlow tensor or variable
        return _encode_array(np.asarray(value.numpy()))
    return {"other": type(value).__name__}


def _encode_array(array):
    if array.dtype.kind not in "biufU":
        return {"other": "array of %s" % array.dtype}
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array).reshape(array.shape), allow_pickle=False)
    return {"npy": base64.b64encode(buffer.getvalue()).decode("ascii")}


def _encode_axes(axes):
    """The labels of one matplotlib Axes and every series of numbers drawn in it."""
    series = [line.get_ydata(orig=False) for line in axes.lines] + [line.get_xdata(orig=False) for line in axes.lines]
    series += [image.get_array() for image in axes.images]
    series += [item.get_array() for item in axes.collections if item.get_array() is not None]
    series += [np.asarray(item.get_offsets())[:, 1] for item in axes.collections if len(item.get_offsets())]
    for container in axes.containers:
        series.append([patch.get_height() for patch in container if hasattr(patch, "get_height")])
    drawn = [_encode_array(np.ma.filled(np.ma.asarray(numbers, dtype=float), np.nan)) for numbers in series]
    return {"dict": [["xlabel", axes.get_xlabel()], ["ylabel", axes.get_ylabel()], ["series", drawn]]}


def build(data, tensorflow):
    """An argument, from what `wire.encode` made of it; variables and optimizers are those of `tensorflow`."""
    if isinstance(data, list):
        return [build(item, tensorflow) for item in data]
    if not isinstance(data, dict):
        return data
    ((tag, content),) = data.items()
    if tag == "float":
        return float(content)
    if tag == "dict":
        return {build(key, tensorflow): build(value, tensorflow) for key, value in content}
    if tag == "npy":
        return np.load(io.BytesIO(base64.b64decode(content)), allow_pickle=False)
    if tag == "tuple":
        return tuple(build(item, tensorflow) for item in content)
    if tag == "variables":
        return {name: tensorflow.Variable(build(value, tensorflow)) for name, value in content.items()}
    return getattr(tensorflow.keras.optimizers, content["name"])(**content["settings"])


def _call(question, namespace, tensorflow):
    function = namespace[question["name"]]
    args = [build(arg, tensorflow) for arg in question["args"]]
    kwargs = {name: build(arg, tensorflow) for name, arg in question["kwargs"].items()}
    variables = [arg for arg in args if isinstance(arg, dict) and question["read_back"]]
    for arg in args:
        # Inside a tf.function an optimizer may not create its variables on a later call, so they are made here.
        if variables and hasattr(arg, "apply_gradients") and hasattr(arg, "build"):
            arg.build(list(variables[0].values()))
    result = encode(function(*args, **kwargs))
    if "matplotlib.pyplot" in sys.modules:  # a figure left open would be drawn for the notebook, in half a second
        sys.modules["matplotlib.pyplot"].close("all")
    return {"result": result, "after": encode(variables[0]) if variables else None}


def answer(question, namespace, tensorflow=None):
    """The reply to one question, as a JSON-ready dict; what the student's code raises becomes data too.

    Without `tensorflow` it is the module that the student's code has imported.
    """
    if question["op"] != "file" and question["name"] not in namespace:
        return {"missing": question["name"]}
    try:
        if question["op"] == "file":
            with open(question["name"], encoding="utf-8") as file:
                return {"result": file.read(MAX_FILE_CHARACTERS), "after": None}
        if question["op"] == "call":
            return _call(question, namespace, tensorflow or sys.modules.get("tensorflow"))
        return {"result": encode(namespace[question["name"]]), "after": None}
    except BaseException as error:  # SystemExit and KeyboardInterrupt included: an answer is owed for every question
        return {"raised": type(error).__name__, "message": str(error)[:2000]}


def answer_in_kernel(question_base64, namespace, max_bytes):
    """`answer` for the kernel: base64 JSON in, base64 JSON of at most `max_bytes` out, left in `reply`."""
    global reply
    reply = ""
    question = json.loads(base64.b64decode(question_base64))
    text = json.dumps(answer(question, namespace))
    if len(text) > max_bytes:
        text = json.dumps({"too_large": len(text)})
    reply = base64.b64encode(text.encode("utf-8")).decode("ascii")


reply = ""
