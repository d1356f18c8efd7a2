"""How a grade came about: what was asked and answered, kept so that it can be looked up and judged again.

docs/evidence.md describes the file.
"""

import functools
import gzip
import hashlib
import importlib.metadata
import json
import platform
import typing
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any

from autograder.checks.check import Verdict
from autograder.grading.assignment import Assignment
from autograder.grading.judging import Judging
from autograder.kernel import sandbox
from autograder.kernel.limits import MIB, Limits
from autograder.kernel.text import one_line
from autograder.student.recorded_student import NotRecorded, RecordedStudent
from autograder.student.recording import Section

SCHEMA = 1  # goes up when the file changes, or what the probe's replies mean
# Of text, quoted at most twice, no more than 2 * recording.MAX_TOTAL_BYTES, the written cells and a few messages.
MAX_UNPACKED_BYTES = 64 * MIB
PACKAGES = ("numpy", "tensorflow", "nbgrader", "lab13-recurrent-networks")
MAX_SEED = 2**32 - 1


class UnreadableEvidence(Exception):
    """The file is damaged, of another schema, or too large; the message is one line."""


@dataclass(frozen=True)
class Evidence:
    """All that decided on one grade.

    `submission` is its digest, "" where nobody gave it; `surroundings` that of what ran beside the student's work.
    `cells` are what the student wrote, by grade id. `verdicts`, `comments` and `notes` are those given then.
    """

    assignment: str
    seed: int
    versions: dict[str, str]
    limits: dict[str, float]
    sandboxed: bool
    surroundings: str
    cells: dict[str, str]
    sections: tuple[Section, ...]
    verdicts: dict[str, Verdict]
    comments: dict[str, str]
    notes: tuple[str, ...] = ()
    submission: str = ""
    schema: int = SCHEMA

    @property
    def undecided(self) -> list[str]:
        """The questions that are left to a person because of an ERROR."""
        return [name for name, verdict in self.verdicts.items() if verdict.has_error]


def collect(judging: Judging, limits: Limits) -> Evidence:
    """The evidence of a judging that is done. The caller may replace `submission` and `notes`."""
    known = judging.assignment
    written = {name: text for name, text in judging.student.cells.items() if text and not known.is_locked(name)}
    return Evidence(
        assignment=known.name,
        seed=judging.seed,
        versions=_versions(),
        limits=asdict(limits),
        sandboxed=not sandbox.trusted(),
        surroundings=surroundings_digest(known),
        cells=written,
        sections=tuple(judging.sections),
        verdicts=judging.verdicts,
        comments=judging.comments,
    )


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{package: _version(package) for package in PACKAGES}}


@functools.cache
def _version(package: str) -> str:
    """The installed version, asked for without importing what would take seconds."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def rejudge(assignment: Assignment, evidence: Evidence) -> Evidence:
    """The evidence with verdicts, comments and sections as today's checks and points make them; nothing is run.

    Raises NotRecorded where a check asks what was not asked then, or where what ran beside the student's work has
    changed: the submission is then to be graded anew, with the seed of the evidence.
    """
    if evidence.surroundings != surroundings_digest(assignment):
        raise NotRecorded("the assignment's files, locked cells or stand-ins have changed since")
    locked = {name for name in assignment.source_cells if assignment.is_locked(name)}
    cells = evidence.cells | {name: str(assignment.release_cells[name].source) for name in locked}
    student = RecordedStudent(evidence.sections, cells)
    judging = Judging(student, assignment, evidence.seed)
    questions = {question.grade_id: question for question in assignment.questions}
    for name in filter(questions.__contains__, assignment.source_cells):  # in the order of the notebook
        student.section = name
        judging.question(questions[name])
    for name in assignment.answers:
        student.section = name
        judging.answer(name)
    sections = tuple(judging.sections)
    return replace(evidence, sections=sections, verdicts=judging.verdicts, comments=judging.comments)


def surroundings_digest(assignment: Assignment) -> str:
    """sha256 of what runs beside the student's work: the assignment's files, locked code cells, the lab's sources."""
    cells = {
        name: str(cell.source)
        for name, cell in assignment.source_cells.items()
        if cell.cell_type == "code" and assignment.is_locked(name)
    }
    told = [*cells.items(), *((cell, "") for cell in sorted(assignment.demonstrations))]
    texts = [("stand-ins", assignment.lab.STAND_INS), ("warm-up", assignment.lab.WARM_UP), *told]
    return _digest([*((name, text.encode()) for name, text in texts), *sorted(assignment.files.items())])


def submission_digest(notebook: bytes | None, files: dict[str, bytes]) -> str:
    """sha256 of a submitted notebook, None where there was none to read, and the files beside it by relative path."""
    return _digest([("", notebook or b""), *sorted(files.items())])


def _digest(named: Iterable[tuple[str, bytes]]) -> str:
    total = hashlib.sha256()
    for name, data in named:
        # Each by its own hash, so that nothing can move from one to the next unseen.
        total.update(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest() + hashlib.sha256(data).digest())
    return total.hexdigest()


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
        raise UnreadableEvidence("it is damaged (a seed or a weight that no grading has)")
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
