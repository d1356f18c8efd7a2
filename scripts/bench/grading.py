"""A class graded by the engine, by plain nbgrader, and by nobody: the student code's own time in a warm kernel."""

import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import demo

from autograder.engine.package import nursery_for
from autograder.grading.assignment import load
from autograder.grading.grade import mend, place_files
from autograder.kernel.limits import LIMITS
from autograder.student.kernel_student import KernelStudent
from bench.courses import ROOT, command, hand_in, released
from bench.figures import Row, ratios, spread
from bench.fresh import fresh

SUBMISSIONS = int(os.environ.get("BENCH_SUBMISSIONS", "32"))  # fewer give a first look in less time
ROUNDS = max(1, SUBMISSIONS // 8)  # the class is split into as many parts, and each is graded by both in turn
TIMES_FASTER = 4.0
OF_THE_FLOOR = 1.5


def measure() -> dict[str, Any]:
    raw: dict[str, Any] = {"submissions": SUBMISSIONS, "cores": os.cpu_count(), "plain": [], "engine": [], "floor": []}
    with tempfile.TemporaryDirectory() as parent:
        ours, plain = (released(Path(parent) / name) for name in ("ours", "plain"))
        (plain / "nbgrader_config.py").unlink()  # nbgrader's own Execute, as it comes
        hand_in(ours, SUBMISSIONS)
        students = sorted(path.name for path in (ours / "submitted").iterdir())
        for part in (students[number::ROUNDS] for number in range(ROUNDS)):
            for student in part:
                shutil.copytree(ours / "submitted" / student, plain / "submitted" / student)
            raw["plain"].append(command(plain, "nbgrader", "autograde", demo.ASSIGNMENT))
            chosen = (option for student in part for option in ("--student", student))
            raw["engine"].append(command(ours, "autograder.cli", "grade", demo.ASSIGNMENT, *chosen, accepted=(0, 1)))
            raw["floor"].append(fresh(own_time, [ours / "submitted" / student / demo.ASSIGNMENT for student in part]))
    return raw


def own_time(folders: list[Path]) -> float:
    """Seconds that the notebooks in `folders` run in warm kernels, one after another and judged by nobody."""
    assignment = load(ROOT, demo.ASSIGNMENT)
    nursery, problem = nursery_for(assignment.lab.WARM_UP)
    if nursery is None:
        raise RuntimeError(problem)
    total = 0.0
    for submitted in folders:
        notebook, _, _ = mend(assignment, (submitted / demo.NOTEBOOK).read_bytes())
        with tempfile.TemporaryDirectory(dir="/tmp") as folder:
            place_files(Path(folder), assignment.files)
            student = KernelStudent(Path(folder), {}, LIMITS, nursery)
            started = time.perf_counter()
            for cell in notebook.cells:
                if cell.cell_type == "code" and cell.source not in assignment.demonstrations:
                    student.run_cell(cell.source, LIMITS.cell_seconds)
            total += time.perf_counter() - started
            student.close()
    return total


def rows(raw: dict[str, Any]) -> list[Row]:
    faster = ratios(raw["plain"], raw["engine"])
    floor = ratios(raw["engine"], [seconds / raw["cores"] for seconds in raw["floor"]])
    what = f"grading {raw['submissions']} submissions (half correct, half wrong) on {raw['cores']} cores"
    against = "plain `nbgrader autograde` with its own Execute"
    bare = "the student code's own time in a warm kernel, divided by the cores"
    return [
        Row(
            what,
            against,
            f"≥ {TIMES_FASTER:.0f} times faster",
            spread(faster, "times", 1),
            median(faster) >= TIMES_FASTER,
        ),
        Row("the same", bare, f"within {OF_THE_FLOOR} times", spread(floor, "times"), median(floor) <= OF_THE_FLOOR),
    ]


def how(raw: dict[str, Any]) -> str:
    each = raw["submissions"] / len(raw["plain"])
    seconds = {name: spread([one / each for one in raw[name]], "s", 1) for name in ("plain", "engine", "floor")}
    return f"""
The class is split into {len(raw["plain"])} parts; each is graded by plain nbgrader and by the engine in turn, each time
by a new command, so that the start of workers and nurseries is counted with every part. A submission takes plain
nbgrader {seconds["plain"]} and the engine {seconds["engine"]}. The student code alone, one after another, takes
{seconds["floor"]} of one core; what the engine has on top is the judge's questions, which run student code as well, and
the start of its workers. Plain nbgrader also runs the cells that only demonstrate something.
"""
