"""The file of evidence: packed, unpacked, and what any other bytes are told."""

import gzip
import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.check import Outcome, Result, Verdict
from autograder.grading.evidence.explain import explain, explained
from autograder.grading.evidence.file import MAX_UNPACKED_BYTES, UnreadableEvidence, pack, unpack
from autograder.grading.evidence.record import Evidence
from autograder.student.recording import Exchange, Section

TEXT = st.text(st.characters(), max_size=20)  # halves of surrogate pairs included
EXCHANGES = st.builds(Exchange, TEXT, TEXT, st.floats(0, 1e6), TEXT, TEXT, st.integers(0, 2**70), TEXT, TEXT)
SECTIONS = st.builds(Section, TEXT, st.lists(TEXT, max_size=3).map(tuple), st.lists(EXCHANGES, max_size=3).map(tuple))
RESULTS = st.builds(Result, TEXT, TEXT, st.sampled_from(Outcome), st.integers(1, 9) | st.floats(0.1, 9), TEXT, TEXT)
VERDICTS = st.builds(
    Verdict,
    TEXT,
    st.lists(RESULTS, min_size=1, max_size=3).map(tuple),
    st.floats(0, 100),
    st.lists(TEXT, max_size=2).map(tuple),
)
EVIDENCE = st.builds(
    Evidence,
    TEXT,
    st.integers(0, 2**32 - 1),
    st.dictionaries(TEXT, TEXT, max_size=3),
    st.dictionaries(TEXT, st.integers(0, 2**40) | st.floats(0, 1e9), max_size=3),
    TEXT,
    TEXT,
    st.dictionaries(TEXT, TEXT, max_size=3),
    st.dictionaries(TEXT, TEXT, max_size=3),
    st.lists(SECTIONS, max_size=3).map(tuple),
    st.dictionaries(TEXT, VERDICTS, max_size=3),
    st.dictionaries(TEXT, TEXT, max_size=3),
    st.lists(TEXT, max_size=3).map(tuple),
    TEXT,
)


@given(EVIDENCE)
def test_what_was_packed_is_unpacked(evidence):
    packed = pack(evidence)
    assert unpack(packed) == evidence
    assert pack(unpack(packed)) == packed
    for name in explained(evidence):  # whatever stands in it, there is something to read
        text = "\n".join(explain(evidence, name))
        assert not any(ord(character) < 32 and character != "\n" for character in text)
        text.encode()


@given(EVIDENCE, st.data())
def test_damaged_bytes_are_called_so(evidence, data):
    packed = pack(evidence)
    place = data.draw(st.integers(10, len(packed) - 1))
    other = data.draw(st.integers(1, 255))
    for damaged in (
        packed[:place],
        packed[:place] + bytes([packed[place] ^ other]) + packed[place + 1 :],
        packed + b"more",
    ):
        with pytest.raises(UnreadableEvidence) as refusal:
            unpack(damaged)
        assert "\n" not in str(refusal.value)


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_no_evidence(data):
    for file in (data, gzip.compress(data)):
        with pytest.raises(UnreadableEvidence):
            unpack(file)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | TEXT, lambda inside: st.lists(inside, max_size=2))


@given(EVIDENCE, st.data())
def test_wrong_types_are_called_so(evidence, data):
    content = json.loads(gzip.decompress(pack(evidence)))
    name = data.draw(st.sampled_from(sorted(content)))
    content[name] = data.draw(JSON.filter(lambda new: type(new) is not type(content[name])))
    with pytest.raises(UnreadableEvidence):
        unpack(gzip.compress(json.dumps(content).encode()))


def change(evidence: Evidence, **changed: Any) -> bytes:
    content = json.loads(gzip.decompress(pack(evidence)))
    return gzip.compress(json.dumps(content | changed).encode())


def test_other_schemas_and_what_no_grading_has_are_refused():
    evidence = Evidence("lab", 1, {}, {}, "bubblewrap", "", {}, {}, (), {}, {})
    assert unpack(change(evidence)) == evidence
    weightless = asdict(Result("name", "title", Outcome.PASSED, 0))
    verdict = {"grade_id": "question", "results": [weightless], "max_score": 1, "notes": []}
    for content, complaint in (
        (change(evidence, schema=1), "it is of schema 1; this version reads 5"),
        (change(evidence, seed=-1), "an impossible seed or weight"),
        (change(evidence, verdicts={"question": verdict}), "an impossible seed or weight"),
        (gzip.compress(b'{"schema": ' + b"[" * 100_000), "it is damaged"),
    ):
        with pytest.raises(UnreadableEvidence, match=complaint):
            unpack(content)


def test_a_bomb_is_not_unpacked():
    with pytest.raises(UnreadableEvidence, match="more than 64 MiB"):
        unpack(gzip.compress(b" " * (MAX_UNPACKED_BYTES + 1), compresslevel=1))
