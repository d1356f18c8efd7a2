"""Whether a large class costs more a submission than a small one, and the engine more memory."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from support import samples

from bench.courses import released
from bench.figures import Row

SMALL = 50
LARGE = int(os.environ.get("BENCH_LARGE_CLASS", "1000"))  # fewer give a first look in less time
TO_REACH = 1.1


def grade(course: Path, students: int) -> dict[str, Any]:
    """Grades the first `students` anew: wall seconds, and the engine's own memory at each tenth of the way."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    samples.submit(course, "student_0000", None)
    for number in range(1, students):
        shutil.copytree(course / "submitted" / "student_0000", course / "submitted" / f"student_{number:04}")
    command = [sys.executable, "-m", "autograder", "grade", samples.ASSIGNMENT, "--force"]
    started, memory = time.perf_counter(), []
    with subprocess.Popen(command, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as engine:
        assert engine.stdout is not None
        for line in engine.stdout:
            done = re.match(r" *(\d+) of \d+  student", line)
            if done and int(done[1]) % (students // 10) == 0 and int(done[1]) < students:
                memory.append(psutil.Process(engine.pid).memory_info().rss)
    return {"seconds": time.perf_counter() - started, "memory": memory}


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as parent:
        course = released(Path(parent) / "course")
        runs = [grade(course, size) for size in (SMALL, LARGE, SMALL)]
    return {"large": LARGE, "small_runs": [runs[0], runs[2]], "large_run": runs[1]}


def rows(raw: dict[str, Any]) -> list[Row]:
    each = raw["large_run"]["seconds"] / raw["large"]
    small = [run["seconds"] / SMALL for run in raw["small_runs"]]
    ratio = each / (sum(small) / len(small))
    memory = raw["large_run"]["memory"]
    grown = (memory[-1] - memory[1]) / 2**20
    what = f"grading {raw['large']:,} (replicated) against {SMALL}"
    to_reach = f"within {TO_REACH} times; memory of the engine flat"
    measured = f"{ratio:.2f} times; {memory[1] / 2**20:.0f} MiB {grown:+.0f} MiB"
    return [Row(what, "time per submission", to_reach, measured, ratio <= TO_REACH and grown < 0.1 * memory[1] / 2**20)]


def how(raw: dict[str, Any]) -> str:
    small = ", ".join(f"{run['seconds'] / SMALL:.2f} s" for run in raw["small_runs"])
    return f"""
The untouched notebook, handed in by all: {SMALL} before and {SMALL} after the large class, which takes
{raw["large_run"]["seconds"] / raw["large"]:.2f} s a submission against {small}, the start of the workers included.
Memory is the resident set of the process that writes, from the second tenth of the way to the ninth.
"""
