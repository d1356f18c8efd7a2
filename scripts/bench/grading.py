"""A class graded by the engine, by plain nbgrader, and by nobody: the student code's own time in a warm kernel."""

import os
import shutil
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

from pages import table
from support import samples

from autograder.engine.package import nursery_for
from autograder.grading.assignment import Assignment, load
from autograder.grading.grade import Grade, mend, place_files, run_and_judge, take_work
from autograder.grading.submission import grade_id
from autograder.kernel.limits import LIMITS
from autograder.kernel.nursery import Nursery
from autograder.kernel.session import CellRun
from autograder.kernel.wire import Reply, Request
from autograder.labs.lab import Lab
from autograder.student.handle import Work
from autograder.student.kernel_student import NO_CELL, KernelStudent, KnownCell
from bench.courses import ROOT, command, hand_in, released
from bench.figures import Row, ratios, spread
from bench.fresh import fresh

SUBMISSIONS = int(os.environ.get("BENCH_SUBMISSIONS", "32"))  # fewer give a first look in less time
PER_ROUND = 16  # of which both grade the same ones in a round
TIMED = 8  # of these are run once more for the floor
TIMES_FASTER = 4.0
OF_THE_FLOOR = 1.5
SHOWN = 8  # lines of the profile


class TimedStudent(KernelStudent):
    """Adds up the wall seconds of each cell, and of the replies to what is asked behind it."""

    def __init__(self, notebook: Any, folder: Path, work: Work, nursery: Nursery, lab: Lab) -> None:
        super().__init__(folder, work, LIMITS, nursery, lab.kernel, lab.packages)
        self._names = {cell.source: grade_id(cell) or cell.source.split("\n")[0] for cell in notebook.cells}
        self._last = ""
        self.ran: defaultdict[str, float] = defaultdict(float)
        self.replied: defaultdict[str, float] = defaultdict(float)

    def run_cell(self, source: str, timeout: float, cell: KnownCell = NO_CELL) -> CellRun:
        self._last = self._names.get(source, self._last)
        started = time.perf_counter()
        run = super().run_cell(source, timeout, cell)
        self.ran[self._last] += time.perf_counter() - started
        return run

    def reply(self, request: Request, seconds: float) -> Reply:
        started = time.perf_counter()
        try:
            return super().reply(request, seconds)
        finally:
            self.replied[self._last] += time.perf_counter() - started


def measure() -> dict[str, Any]:
    raw: dict[str, Any] = {"submissions": SUBMISSIONS, "cores": os.cpu_count(), "rounds": []}
    with tempfile.TemporaryDirectory() as parent:
        ours, plain = (released(Path(parent) / name) for name in ("ours", "plain"))
        (plain / "nbgrader_config.py").unlink()  # nbgrader's own Execute, as it comes
        hand_in(ours, SUBMISSIONS)
        students = sorted(path.name for path in (ours / "submitted").iterdir())
        for first in range(0, SUBMISSIONS, PER_ROUND):
            part = students[first : first + PER_ROUND]
            raw["rounds"].append({"students": len(part), **_round(ours, plain, part)})
    return raw


def _round(ours: Path, plain: Path, students: list[str]) -> dict[str, Any]:
    """Seconds of plain nbgrader, and then of the engine for what nbgrader left: notebooks that were run, as handed in.

    Plain nbgrader clears all outputs and gains nothing by them.
    """
    for student in students:
        shutil.copytree(ours / "submitted" / student, plain / "submitted" / student)
    seconds = command(plain, "nbgrader", "autograde", samples.ASSIGNMENT)
    folders = [ours / "submitted" / student / samples.ASSIGNMENT for student in students]
    for student, folder in zip(students, folders, strict=True):
        shutil.copy(plain / "autograded" / student / samples.ASSIGNMENT / samples.NOTEBOOK, folder)
    named = [part for student in students for part in ("--student", student)]
    engine = command(ours, "autograder", "grade", samples.ASSIGNMENT, "--force", *named, accepted=(0, 1))
    return {"plain": seconds, "engine": engine, "timed": fresh(timed, folders[:TIMED])}


def timed(folders: list[Path]) -> list[dict[str, Any]]:
    """For each submission in `folders`, judged in a warm kernel one after another: seconds by cell, run and replied."""
    assignment = load(ROOT, samples.ASSIGNMENT)
    nursery, problem = nursery_for(assignment.lab.kernel)
    if nursery is None:
        raise RuntimeError(problem)
    return [_timed(assignment, folder, nursery) for folder in folders]


def _timed(assignment: Assignment, submitted: Path, nursery: Nursery) -> dict[str, Any]:
    notebook, _, _ = mend(assignment, (submitted / samples.NOTEBOOK).read_bytes())
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        place_files(Path(folder), assignment.files)
        started = time.perf_counter()
        student = TimedStudent(notebook, Path(folder), take_work(notebook, assignment), nursery, assignment.lab)
        result = Grade(1, notebook)
        run_and_judge(student, result, assignment)
        student.close()
        seconds = time.perf_counter() - started
    full = all(verdict.score == verdict.max_score for verdict in result.verdicts.values())
    return {"ran": dict(student.ran), "replied": dict(student.replied), "seconds": seconds, "solved": full}


def _each(raw: dict[str, Any]) -> tuple[list[float], list[float], list[float]]:
    """Seconds a submission, by round: plain nbgrader's, the engine's, and those in which its cells alone run."""
    plain = [part["plain"] / part["students"] for part in raw["rounds"]]
    engine = [part["engine"] / part["students"] for part in raw["rounds"]]
    cells = [sum(sum(one["ran"].values()) for one in part["timed"]) / len(part["timed"]) for part in raw["rounds"]]
    return plain, engine, cells


def rows(raw: dict[str, Any]) -> list[Row]:
    plain, engine, cells = _each(raw)
    faster = ratios(plain, engine)
    floor = ratios(engine, [seconds / raw["cores"] for seconds in cells])
    what = f"grading {raw['submissions']} submissions (half correct, half wrong) on {raw['cores']} cores"
    against = "plain `nbgrader autograde` with its own Execute"
    bare = "the student code's own time in a warm kernel, divided by the cores"
    to_reach = f"≥ {TIMES_FASTER:.0f} times faster"
    return [
        Row(what, against, to_reach, spread(faster, "times", 1), median(faster) >= TIMES_FASTER),
        Row("the same", bare, f"within {OF_THE_FLOOR} times", spread(floor, "times"), median(floor) <= OF_THE_FLOOR),
    ]


def how(raw: dict[str, Any]) -> str:
    plain, engine, cells = _each(raw)
    bound = spread([raw["cores"] * there / here for there, here in zip(plain, cells, strict=True)], "times", 1)
    every = [one for part in raw["rounds"] for one in part["timed"]]
    asked = sum(sum(one["replied"].values()) for one in every) / sum(sum(one["ran"].values()) for one in every)
    return f"""
In each of {len(plain)} rounds plain nbgrader grades a part of the class, one after another, and then the engine the
same notebooks with the outputs that they got, as students hand them in; both by a new command, so that the start of
workers and nurseries counts. Of each part {TIMED} submissions are run once more, one after another in warm kernels that
have the machine to themselves. A submission takes plain nbgrader {spread(plain, "s", 1)}, the engine
{spread(engine, "s", 1)}, and its cells alone {spread(cells, "s", 1)} of one core.

What holds the first figure back: nearly all of the engine's time is student code. Who runs every cell but the
demonstrations, asks nothing and loses nothing to a second busy core would be {bound} as fast as plain nbgrader. The
judge's questions are answered by student code too, and take {asked:.0%} of the cells' time on top; the start of workers
and kernels and the slowness of two busy cores are the rest. A sample of the second figure below {1 + asked:.2f}, which
is what the questions alone make it, tells of a machine that was slower while the cells were timed. A correct
submission, alone on the machine, takes {median([one["seconds"] for one in every if one["solved"]]):.1f} s:

{_profile([one for one in every if one["solved"]])}

The long ones train: where the table that was handed in stands, three runs of it are repeated, and the others are not
run. Of a training of 40 epochs about half is TensorFlow's tracing of the student's functions, in Python.
"""


def _profile(submissions: list[dict[str, Any]]) -> str:
    """The cells that take longest, with what is asked behind them: medians, as a table."""
    ran, replied = (
        {name: median([one[kind].get(name, 0) for one in submissions]) for name in submissions[0]["ran"]}
        for kind in ("ran", "replied")
    )
    slowest = sorted(ran, key=lambda name: ran[name] + replied[name], reverse=True)[:SHOWN]
    lines = [(f"`{name}`", f"{ran[name]:.2f} s", f"{replied[name]:.2f} s") for name in slowest]
    total = ("all cells", f"{sum(ran.values()):.2f} s", f"{sum(replied.values()):.2f} s")
    return table(("cell", "run", "questions behind it"), [*lines, total], left=(0,))
