"""Evidence as the file beside the autograded notebook; docs/evidence.md describes it."""

import functools
import gzip
import json
import typing
import zlib
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from typing import Any

from autograder.checks.check import Verdict
from autograder.grading.evidence.record import SCHEMA, Evidence
from autograder.kernel.limits import MIB
from autograder.kernel.text import one_line

# Of text, quoted at most twice, no more than 2 * recording.MAX_TOTAL_BYTES, the written cells and a few messages.
MAX_UNPACKED_BYTES = 64 * MIB
MAX_SEED = 2**32 - 1


class UnreadableEvidence(Exception):
    """The file is damaged, of another schema, or too large; the message is one line."""


def file_name(assignment: str) -> str:
    """The name of the file beside the autograded notebook; nbgrader_config.py has nbgrader leave such files alone."""
    return f"{assignment}.evidence.json.gz"


def pack(evidence: Evidence) -> bytes:
    """The evidence as gzipped JSON; equal evidence gives equal bytes."""
    text = json.dumps(asdict(evidence), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8", "surrogatepass"), mtime=0)


def unpack(data: bytes) -> Evidence:
    """The evidence in a file's bytes, which may be anything. Raises UnreadableEvidence."""
    try:
        content = json.loads(_decompressed(data))
        schema = content["schema"]
        if schema != SCHEMA:
            raise UnreadableEvidence(f"it is of schema {one_line(schema, 20)}; this version reads {SCHEMA}")
        evidence: Evidence = _build(Evidence, content)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        reason = one_line(f"{type(error).__name__}: {error}", 200)
        raise UnreadableEvidence(f"it is damaged ({reason})") from error
    if not 0 <= evidence.seed <= MAX_SEED or not all(map(_can_score, evidence.verdicts.values())):
        raise UnreadableEvidence("it is damaged (an impossible seed or weight)")
    return evidence


def _can_score(verdict: Verdict) -> bool:
    return sum(result.weight for result in verdict.results) > 0


def _decompressed(data: bytes) -> bytes:
    """Raises UnreadableEvidence; no more than the limit is ever unpacked."""
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)  # 16: in gzip's wrapping, with its checksum
    try:
        text = unpacking.decompress(data, MAX_UNPACKED_BYTES + 1)
    except zlib.error as error:
        raise UnreadableEvidence(f"it is damaged ({error})") from error
    if len(text) > MAX_UNPACKED_BYTES:
        raise UnreadableEvidence(f"it holds more than {MAX_UNPACKED_BYTES // MIB} MiB")
    if not unpacking.eof or unpacking.unused_data:
        raise UnreadableEvidence("it is damaged (it is cut off, or something was added)")
    return text


def _build(kind: Any, data: Any) -> Any:
    """JSON `data` as the annotated type `kind`, all the way down. Raises TypeError, KeyError, ValueError."""
    if (hints := _hints(kind)) is not None:
        return kind(**{name: _build(hint, data[name]) for name, hint in hints})
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return tuple(_build(inside[0], item) for item in _of(list, data))
    if origin is dict:
        return {name: _build(inside[1], item) for name, item in _of(dict, data).items()}
    if issubclass(kind, Enum):
        return kind(data)
    if kind is float and type(data) is int:
        return data
    return _of(kind, data)


@functools.cache
def _hints(kind: Any) -> list[tuple[str, Any]] | None:
    """The names and types of a dataclass's fields, None for any other type."""
    if not is_dataclass(kind):
        return None
    hints = typing.get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in fields(kind)]


def _of(kind: Any, data: Any) -> Any:
    if type(data) is not kind:
        raise TypeError(f"{type(data).__name__} in the place of {kind.__name__}")
    return data
