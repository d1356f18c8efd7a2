"""Explains how a grade came about, in lines of plain text."""

import json
import textwrap
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder.checks.check import Outcome, Result, Verdict
from autograder.grading.evidence.record import Evidence
from autograder.grading.reports.words import SIGNS, points
from autograder.kernel import wire
from autograder.kernel.limits import MIB
from autograder.kernel.text import clean, one_line
from autograder.student.recording import Exchange, Section

WIDTH = 120
MAX_DEPTH = 4
MAX_ITEMS = 6
MAX_NUMBERS = 3
MAX_STRING = 60
MAX_SHOWN = 600
MAX_MESSAGE = 2000
MAX_WRITTEN = 20_000
# What the parts of a file that other programs may have written to can make the reading of them raise.
STRANGE = (ValueError, TypeError, KeyError, AttributeError, RecursionError, wire.BadReply)


def explained(evidence: Evidence) -> list[str]:
    """The grade ids that `explain` can tell about: judged questions, and answers with a note to the grader."""
    return [*evidence.verdicts, *(name for name in evidence.comments if name not in evidence.verdicts)]


def explain(evidence: Evidence, name: str) -> list[str]:
    """Lines on one of `explained`: what was in force, each check with what it asked and heard."""
    sections = [section for section in evidence.sections if section.of == name]
    verdict = evidence.verdicts.get(name)
    lines = _heading(evidence, name, verdict, sections)
    if name in evidence.cells and not verdict:
        lines += ["", "the answer:", *_text(evidence.cells[name])]
    if name in evidence.comments:
        lines += ["", *_paragraph("", evidence.comments[name]), *_asked(sections, "")]
    if verdict:
        for result in verdict.results:
            lines += ["", *_check(result, verdict), *_asked(sections, result.name)]
        lines += [line for note in verdict.notes for line in ("", *_paragraph("", note))]
    return lines


def _heading(evidence: Evidence, name: str, verdict: Verdict | None, sections: list[Section]) -> list[str]:
    title = one_line(f"{evidence.assignment}, {name}", MAX_SHOWN)
    if verdict:
        title += f": {points(verdict.score)} of {points(verdict.max_score)} points"
    limits = evidence.limits
    stand_ins = [stand_in for section in sections for stand_in in section.stand_ins]
    about = {
        "seed": str(evidence.seed),
        "versions": ", ".join(f"{package} {version}" for package, version in evidence.versions.items()),
        "limits": f"{limits.get('memory', 0) // MIB:g} MiB of memory, {limits.get('cell_seconds', 0):g} s for a cell, "
        f"{limits.get('submission_seconds', 0):g} s for the submission",
        "sandbox": evidence.wall,
        "submission": f"sha256 {evidence.submission or 'not recorded'}",
        "stand-ins": ", ".join(stand_ins) or "none",
    }
    lines = [line for key, text in about.items() for line in _paragraph(f"{key:12}", text)]
    return [title, "", *lines, *(line for note in evidence.notes for line in _paragraph(f"{'note':12}", note))]


def _text(written: str) -> list[str]:
    """What a student wrote, as it stands there, in lines that fit."""
    return [part for line in clean(written, MAX_WRITTEN).splitlines() for part in _paragraph("  ", line)]


def _check(result: Result, verdict: Verdict) -> list[str]:
    worth = verdict.shares[verdict.results.index(result)]
    earned = worth if result.outcome is Outcome.PASSED else 0
    head = f"{SIGNS[result.outcome]} {result.outcome:8}{earned:g} of {worth:g} points  "
    lines = _paragraph(head, f"{result.name}: {result.title}")
    for kind, text in (("saw", result.message), ("hint", result.help)):
        lines += _paragraph(f"  {kind:8}", text) if text else []
    return lines + (["  the grader failed:", *_text(result.fault)] if result.fault else [])


def _asked(sections: list[Section], check: str) -> list[str]:
    lines = []
    for exchange in (each for section in sections for each in section.exchanges if each.check == check):
        lines += _paragraph("  asked   ", _request(exchange))
        lines += _paragraph("  heard   ", _reply(exchange))
    return lines


def _paragraph(head: str, text: str) -> list[str]:
    """Lines of at most WIDTH characters that stand below each other behind `head`."""
    shown = one_line(text, MAX_MESSAGE)
    return textwrap.wrap(shown, WIDTH, initial_indent=head, subsequent_indent=" " * len(head)) or [head.rstrip()]


def _request(exchange: Exchange) -> str:
    try:
        asked = json.loads(exchange.request)
        name = str(asked["name"])
        if "left_out" in asked:
            return f"{name} (too large to keep: {asked['left_out']} characters)"
        if asked["op"] != "call":
            return f"the {'file' if asked['op'] == 'file' else 'variable'} {_quoted(name)}"
        arguments = [_shown(value) for value in asked["args"]]
        arguments += [f"{key}={_shown(value)}" for key, value in asked["kwargs"].items()]
        return f"{name}({', '.join(arguments)})"
    except STRANGE:
        return "a request that cannot be read"


def _reply(exchange: Exchange) -> str:
    if exchange.error:
        return f"{exchange.error}: {exchange.message}"
    if not exchange.reply:
        return f"{exchange.size} bytes, too large to keep: sha256 {exchange.sha256}"
    try:
        reply = json.loads(exchange.reply)
        if "missing" in reply:
            return "it is not defined"
        if "raised" in reply:
            return one_line(f"raised {reply['raised']}: {reply.get('message', '')}", MAX_SHOWN)
        if "result" not in reply:
            return "an answer too large to read"
        after = "" if reply.get("after") is None else f"; the arguments afterwards {_shown(reply['after'])}"
        return f"{_shown(reply['result'])}{after}"
    except STRANGE:
        return "a reply that cannot be read"


def _shown(data: Any, depth: int = 0) -> str:
    """A value as it stands on the wire, in short."""
    if depth > MAX_DEPTH:
        return "…"
    if isinstance(data, str):
        return _quoted(data)
    if isinstance(data, float):
        return f"{data:.6g}"
    if isinstance(data, list):
        return f"[{_joined((_shown(item, depth + 1) for item in data[:MAX_ITEMS]), len(data))}]"
    if not isinstance(data, dict):
        return one_line(data, MAX_STRING)
    ((tag, content),) = data.items()
    return _tagged(tag, content, depth)


def _tagged(tag: str, content: Any, depth: int) -> str:
    if tag == "npy":
        return _array(wire.decode({"npy": content}))
    if tag == "dict":
        pairs = (f"{_shown(key, depth + 1)}: {_shown(value, depth + 1)}" for key, value in content[:MAX_ITEMS])
        return f"{{{_joined(pairs, len(content))}}}"
    if tag == "made":
        kind, made_of = content
        return f"{one_line(kind, MAX_STRING)} of {_shown(made_of, depth)}"
    if tag == "tuple":
        return f"({', '.join(_shown(item, depth + 1) for item in content)})"
    if tag == "figure":
        return f"a figure with {len(content)} axes"
    return one_line(content, MAX_STRING) if tag == "float" else f"something of type {one_line(content, MAX_STRING)}"


def _array(array: np.ndarray) -> str:
    """An array's type, shape and first numbers."""
    numbers = array.ravel()[:MAX_NUMBERS]
    few = (f"{number:.4g}" if array.dtype.kind == "f" else _shown(number.item()) for number in numbers)
    return f"{array.dtype}{list(array.shape)} [{_joined(few, array.size)}]"


def _joined(parts: Iterable[str], total: int) -> str:
    shown = list(parts)
    return ", ".join(shown if len(shown) == total else [*shown, "…"])


def _quoted(text: str) -> str:
    """A string in quotes; of a long one its beginning and length."""
    return repr(text) if len(text) <= MAX_STRING else f"{text[:MAX_STRING]!r}… ({len(text)} characters)"
