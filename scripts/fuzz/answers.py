"""Replies as a hostile kernel may make them, to the wire, to each conversion, and to each question's checks."""

import base64
import io
import itertools
import json
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Outcome, judge
from autograder.kernel import wire
from autograder.kernel.limits import MIB
from autograder.labs.lab13_rnn import LAB
from autograder.student.asking import AskingStudent
from autograder.student.handle import Handout, StudentError, Work, interpret
from fuzz.cost import Subject

ASKED = wire.Request("call", "give")
# Without those that train, which take long by themselves.
QUESTIONS = [one for one in LAB.questions if one.grade_id not in ("train", "generate")]


def npy(shape: tuple[int, ...], kind: str, whole: bool) -> dict[str, str]:
    """The bytes of an array as its header tells it, with its items only where there are few, or none are asked for."""
    stream = io.BytesIO()
    header = {"descr": kind, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, header)
    size = int(np.prod(shape, dtype=object)) * np.dtype(kind).itemsize
    if whole and 0 <= size <= MIB:
        stream.write(bytes(size))
    return {"npy": base64.b64encode(stream.getvalue()).decode()}


LENGTHS = st.sampled_from([-1, 0, 1, 2, 3, 18, 1000, 2**20, 10**9, 2**40, 2**62]) | st.integers(0, 40)
ARRAYS = st.builds(
    npy,
    st.lists(LENGTHS, max_size=6).map(tuple) | st.lists(st.just(1), max_size=40).map(tuple),
    st.sampled_from(["<f4", "<f8", "<i4", "<i8", "|b1", "<f2", "<U1", "<U5", "|u1"]),
    st.booleans(),
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**300, 10**400)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["a", "\n", "parameter", "value", "sequence_length"]).map(lambda text: text * 20_000)
    | st.builds(lambda text: {"float": text}, st.sampled_from(["nan", "inf", "-inf", "1e400", "x"]))
    | st.builds(lambda text: {"other": text}, st.text(max_size=9))
    | ARRAYS
)


KEYS = ["parameter", "value", "W_xh", "snippet", "xlabel", "ylabel", "series", 0]


def repeated(one: Any, many: int) -> list[Any]:
    """As often as it fits into what a reply may hold."""
    return [one] * min(many, wire.MAX_REPLY_BYTES // (len(json.dumps(one)) + 2))


def branches(inner: Any) -> Any:
    pairs = st.tuples(
        st.sampled_from(["parameter", "value", "W_xh", "snippet", "xlabel", "ylabel", "series", 0]), inner
    )
    return (
        st.lists(inner, max_size=5)
        | st.builds(repeated, inner, st.sampled_from([10, 300, 5000]))
        | st.builds(lambda items: {"dict": [list(item) for item in items]}, st.lists(pairs, max_size=7))
        | st.builds(lambda items: {"figure": items}, st.lists(inner, max_size=4))
    )


RESULTS = st.recursive(SCALARS, branches, max_leaves=12)
REPLIES = RESULTS.map(lambda result: json.dumps({"result": result, "after": None}).encode())
CONVERSIONS = (
    lambda value: expect.array(value, "it"),
    lambda value: expect.array(value, "it", (3, 4)),
    lambda value: expect.integers(value, "it"),
    lambda value: expect.number(value, "it"),
    lambda value: expect.string(value, "it"),
    lambda value: [expect.seen(one) for one in expect.items(value, "it")],
    lambda value: expect.sequence(value, 3, "it"),
    lambda value: expect.fitted(value, (3, 4)),
    lambda value: expect.csv_rows(value, "it"),
    lambda value: expect.unchanged([np.zeros(3), {"a": np.zeros(2)}], [value, value], ["x", "y"], "it"),
)


def convert(reply: bytes) -> str:
    """Reads a reply and puts it through every conversion; what is wrong with that."""
    try:
        value, _ = interpret(ASKED, wire.parse(reply))
    except (wire.BadReply, StudentError):
        return ""
    for conversion in CONVERSIONS:
        try:
            conversion(value)
        except CheckFailed:
            continue
    return ""


class Replying(AskingStudent):
    """Replies the same to whatever is asked, or one after another."""

    def __init__(self, replies: list[bytes]) -> None:
        super().__init__(Work(handout=Handout({"character_sequence.txt": b"abc"})))
        self._replies = itertools.cycle(replies)

    def reply(self, request: wire.Request, seconds: float) -> wire.Reply:
        try:
            return wire.parse(next(self._replies))
        except wire.BadReply as error:
            raise StudentError(str(error)) from error


def judged(replies: list[bytes]) -> str:
    """Judges every question by these replies; a check that is not the answer's fault, or all of a question's passed."""
    for question in QUESTIONS:
        verdict = judge(question, Replying(replies), 3, 10)
        errors = [f"{one.name}: {one.message}" for one in verdict.results if one.outcome is Outcome.ERROR]
        if errors:
            return f"{question.grade_id}: {errors[0]} for {replies!r:.300}"
    return ""


SUBJECTS = {
    "answers": Subject("answers, through every conversion", REPLIES, convert, len, 5.0, 512 * MIB),
    "checks": Subject(
        "answers, through the checks of seven questions",
        st.lists(REPLIES.map(lambda reply: reply[:100_000] if len(reply) > 200_000 else reply), min_size=1, max_size=3),
        judged,
        lambda replies: sum(map(len, replies)),
        15.0,
        512 * MIB,
    ),
}
