"""What crosses the wire: everything a check sends comes in whole, and no reply can do more than be data."""

import base64
import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.kernel import wire
from autograder.kernel.inside import probe
from autograder.student.fake_student import FakeStudent
from autograder.student.handle import NotDefined, Raised


def echo(value):
    return FakeStudent({"echo": lambda x: x}).call("echo", value)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)


@given(PLAIN)
def test_plain_data_comes_back_as_it_was(value):
    assert echo(value) == value


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64", "uint8", "bool", "float16"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0), (2, 3, 4)])
def test_arrays_keep_their_type_and_shape(dtype, shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    back = echo(array)
    assert back.dtype == array.dtype
    assert np.array_equal(back, array)


def test_not_a_number_and_infinity_come_through():
    assert np.isnan(echo(float("nan")))
    assert echo([float("inf"), -float("inf")]) == [float("inf"), -float("inf")]


def test_tuples_come_back_as_lists():
    assert echo((1, (2, 3))) == [1, [2, 3]]


@pytest.mark.parametrize("value", [object(), np.array([object()]), {1, 2}, b"bytes", lambda: 0])
def test_what_is_not_plain_data_is_only_named(value):
    assert isinstance(FakeStudent({"give": lambda: value}).call("give"), wire.Opaque)


def test_an_object_that_equals_everything_is_only_named():
    class Equal:
        def __eq__(self, other):
            return True

        def __array__(self, *args, **kwargs):
            raise AssertionError("must not be called")

        __hash__ = None

    assert FakeStudent({"give": Equal}).call("give") == wire.Opaque("Equal")


def test_a_cycle_ends():
    endless: list = []
    endless.append(endless)
    assert "other" in json.dumps(probe.encode(endless))


def npy(array, **options):
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return {"npy": base64.b64encode(buffer.getvalue()).decode()}


@pytest.mark.parametrize(
    "reply",
    [
        {"unknown": 1},
        {"npy": "not base64!"},
        {"npy": base64.b64encode(b"not an array").decode()},
        {"npy": 5},
        npy(np.array([{"a": 1}]), allow_pickle=True),
        npy(np.zeros(wire.MAX_ARRAY_ITEMS + 1, np.int8)),
        {"dict": [[1]]},
        {"dict": [[[1, 2], 3]]},
        {"float": "many"},
        {"figure": [{"dict": []}]},
        {"npy": "", "float": "1"},
        {"variables": {}},
        {},
    ],
)
def test_a_forged_reply_is_refused(reply):
    with pytest.raises(wire.BadReply):
        wire.decode(reply)


@pytest.mark.parametrize("data", [b"", b"[]", b"nonsense", b"[" * 100_000, b"1" * (wire.MAX_REPLY_BYTES + 1), b"\xff"])
def test_bytes_that_are_no_reply_are_refused(data):
    with pytest.raises(wire.BadReply):
        wire.parse(data)


def test_a_missing_name_is_called_so():
    with pytest.raises(NotDefined, match="nothing is not defined"):
        FakeStudent({}).read("nothing")


def test_an_exception_comes_as_data():
    def fail():
        raise ZeroDivisionError("by nothing")

    with pytest.raises(Raised, match=r"fail\(\) raised ZeroDivisionError: by nothing") as raised:
        FakeStudent({"fail": fail}).call("fail")
    assert raised.value.type_name == "ZeroDivisionError"


def test_no_figure_of_an_answer_stays_open():
    from matplotlib import pyplot

    def draw():
        figure, axes = pyplot.subplots()
        axes.set_xlabel("time")
        return figure

    assert FakeStudent({"draw": draw}).call("draw").axes[0].xlabel == "time"
    assert pyplot.get_fignums() == []


def test_a_figure_comes_as_labels_and_numbers():
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    axes.plot([1.0, 2.5, 4.0])
    axes.set(xlabel="time", ylabel="nats")
    drawn = FakeStudent({"draw": lambda: figure}).call("draw")
    assert isinstance(drawn, wire.Figure)
    assert (drawn.axes[0].xlabel, drawn.axes[0].ylabel) == ("time", "nats")
    assert any(np.array_equal(series, [1.0, 2.5, 4.0]) for series in drawn.axes[0].series)


def test_arguments_are_read_back_after_a_call():
    def add_one(params, x):
        params["w"] += x
        return "done"

    class Weights(wire.Made):
        kind = "weights"
        content = {"w": np.zeros(2)}  # noqa: RUF012 - a constant

    student = FakeStudent({"add_one": add_one}, makers={"weights": lambda arrays: {"w": arrays["w"] + 1}})
    result, (after, x) = student.update("add_one", Weights(), 0.5)
    assert (result, x) == ("done", 0.5)
    assert after["w"].tolist() == [1.5, 1.5]


def test_a_figure_of_words_and_a_dict_of_very_many_keys_are_refused():
    words = probe.encode(np.array(["a", "b"]))
    drawn = {"figure": [{"dict": [["xlabel", "a"], ["ylabel", "b"], ["series", [words]]]}]}
    many = {"dict": [[(2**61 - 1) * i, 0] for i in range(wire.MAX_DICT_ITEMS + 1)]}
    for said in (drawn, many):
        with pytest.raises(wire.BadReply):
            wire.decode(said)


def header_only(shape, dtype="|i1"):
    """The `.npy` bytes of an array of `shape`, which is there only as far as it has no items."""
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": dtype, "fortran_order": False, "shape": shape})
    return {"npy": base64.b64encode(buffer.getvalue()).decode()}


@pytest.mark.parametrize(
    "shape",
    [(10**9, 0), (2**40, 0), (0, 2**40), (2**62, 2**62, 0), (2**20 + 1, 0), (2**11, 2**11, 0), (0,) * 17, (-1, -1, 0)],
)
def test_rows_without_items_are_counted_too(shape):
    with pytest.raises(wire.BadReply):
        wire.decode(header_only(shape))


def test_many_small_arrays_together_are_bounded_by_the_steps_over_them():
    rows = header_only((2**20, 0))
    assert [one.shape for one in wire.decode([rows])] == [(2**20, 0)]
    with pytest.raises(wire.BadReply, match="more than"):
        wire.decode([rows] * 20_000)
    with pytest.raises(wire.BadReply, match="more than"):
        wire.decode({"dict": [[i, rows] for i in range(4000)]})
    with pytest.raises(wire.BadReply, match="more than"):
        wire.decode([[[0] * 1000] * 1000] * 3)
