"""What judging costs by itself: the answers of the solved notebook are recorded once, and judged again and again."""

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
from in_process import InProcessStudent

from autograder.checks.check import judge
from autograder.grading import grade as grading
from autograder.grading.assignment import Assignment, load
from autograder.kernel import probe, wire
from autograder.student.fake_student import FakeStudent
from autograder.student.handle import interpret
from bench.figures import Row, spread
from bench.fresh import fresh

ROOT = Path(__file__).resolve().parents[2]
NAME = "lab13_rnn"
SEED = 13
REPEATS = 20
TO_REACH = 1.0


class Recorded(InProcessStudent):
    """Keeps every reply as the bytes that a kernel would send."""

    def __init__(self, cells: dict[str, str]) -> None:
        super().__init__(cells)
        self.replies: list[bytes] = []

    def _ask(self, asked: dict[str, Any]) -> tuple[Any, Any]:
        sent = json.loads(json.dumps(asked))
        self.replies.append(json.dumps(probe.answer(sent, self.namespace, None)).encode())
        return interpret(asked, wire.parse(self.replies[-1]))


class Replayed(FakeStudent):
    """Gives the recorded replies in their order, to the same questions."""

    def __init__(self, replies: Iterator[bytes], cells: dict[str, str], files: dict[str, str]) -> None:
        super().__init__({}, cells, files)
        self.replies = replies

    def _ask(self, asked: dict[str, Any]) -> tuple[Any, Any]:
        json.dumps(asked)  # asking costs this much, and is the judge's part
        return interpret(asked, wire.parse(next(self.replies)))


def record() -> tuple[list[bytes], dict[str, str], dict[str, str]]:
    """The replies, cells and files of the solved notebook, which must be right throughout."""
    assignment = load(ROOT, NAME)
    notebook = nbformat.read(ROOT / "source" / NAME / f"{NAME}.ipynb", as_version=4)
    student = Recorded({name: grading._written(notebook, name, assignment) for name in assignment.source_cells})
    result = grading.Grade(SEED, notebook)
    with tempfile.TemporaryDirectory() as folder:
        grading.place_files(Path(folder), assignment.files)
        os.chdir(folder)  # the process is this function's own
        sys.path.insert(0, folder)
        with contextlib.redirect_stdout(None):
            grading._run_and_judge(student, result, assignment)  # type: ignore[arg-type]
    wrong = [name for name, verdict in result.verdicts.items() if verdict.has_failure]
    if wrong:
        raise RuntimeError(f"the solved notebook is judged wrong in {', '.join(wrong)}: {student.errors}")
    return student.replies, student.cells, student.files


def replay(replies: list[bytes], cells: dict[str, str], files: dict[str, str]) -> dict[str, list[float]]:
    """Processor seconds of judging each question, REPEATS times after one that is not counted."""
    assignment = load(ROOT, NAME)
    seconds = [_judge_all(assignment, Replayed(iter(replies), cells, files)) for _ in range(REPEATS + 1)][1:]
    return {name: [one[name] for one in seconds] for name in seconds[0]}


def _judge_all(assignment: Assignment, student: Replayed) -> dict[str, float]:
    seconds = {}
    for question in assignment.questions:
        start = time.process_time()
        verdict = judge(question, student, SEED, assignment.points(question.grade_id))
        seconds[question.grade_id] = time.process_time() - start
        if verdict.has_failure:
            raise RuntimeError(f"{question.grade_id} is judged otherwise than when it was recorded")
    return seconds


def measure() -> dict[str, Any]:
    replies, cells, files = fresh(record)
    return {"questions": fresh(replay, replies, cells, files), "bytes": sum(map(len, replies)), "asked": len(replies)}


def _totals(raw: dict[str, Any]) -> list[float]:
    return [sum(one) for one in zip(*raw["questions"].values(), strict=True)]


def rows(raw: dict[str, Any]) -> list[Row]:
    totals, what = _totals(raw), "judging one submission's answers (checks alone, no kernel)"
    return [Row(what, "–", f"under {TO_REACH:g} s of CPU", spread(totals, "s", 3), median(totals) < TO_REACH)]


def how(raw: dict[str, Any]) -> str:
    shares = sorted(((median(seconds), name) for name, seconds in raw["questions"].items()), reverse=True)
    profile = ", ".join(f"`{name}` {seconds:.3f} s" for seconds, name in shares[:3])
    return f"""
The solved notebook is run in process and judged, and its {raw["asked"]} replies are kept as the bytes a kernel would
send, {raw["bytes"] / 1e6:.1f} MB. Counted is the processor time of judging these again, {len(_totals(raw))} times in
one process and under the same seed, reading and decoding included. The most takes {profile}.
"""
