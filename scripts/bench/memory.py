"""What one more kernel costs in memory, at the end of a training: forked from a nursery, or started cold."""

import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from support import samples

from autograder.grading.assignment import load
from autograder.grading.grade import place_files
from autograder.kernel.nursery import Nursery
from autograder.kernel.session import KernelSession
from bench.courses import ROOT, SOLVED
from bench.figures import Row, spread
from bench.fresh import fresh

KERNELS = 3
TO_REACH = 0.5
LAST_CELL = "train"  # the first big training of the notebook


def proportional_bytes(session: KernelSession) -> int:
    """The proportional set size of all that runs in the kernel's sandbox."""
    below = psutil.Process(session.process.pid).children(recursive=True)
    return sum(process.memory_full_info().pss for process in below)


def run(warm: bool) -> list[int]:
    """Bytes by which each further kernel, beside those that run already, adds to the sum of all."""
    assignment = load(ROOT, samples.ASSIGNMENT)
    nursery = Nursery(assignment.lab.kernel) if warm else None
    sessions, totals = [], []
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        place_files(Path(folder), assignment.files)
        for _ in range(KERNELS + 1):
            session = KernelSession(Path(folder), nursery=nursery)
            for name, cell in assignment.source_cells.items():
                if cell.cell_type == "code":
                    session.run_cell(cell.source, 120)
                if name == LAST_CELL:
                    break
            sessions.append(session)
            nurserys = _nursery_bytes(nursery) if nursery else 0
            totals.append(nurserys + sum(proportional_bytes(one) for one in sessions))
        for session in sessions:
            session.close()
    if nursery:
        nursery.close()
    return [later - earlier for earlier, later in pairwise(totals)]


def _nursery_bytes(nursery: Nursery) -> int:
    (forking,) = psutil.Process(nursery.pid).children()
    return int(forking.memory_full_info().pss)


def measure() -> dict[str, Any]:
    return {"warm": fresh(run, True), "cold": fresh(run, False)}


def rows(raw: dict[str, Any]) -> list[Row]:
    share = [bytes_ / median(raw["cold"]) for bytes_ in raw["warm"]]
    what = "memory per additional warm kernel (proportional set size)"
    return [Row(what, "a cold kernel", "at most half", spread(share, "of it"), median(share) <= TO_REACH)]


def how(raw: dict[str, Any]) -> str:
    warm, cold = (spread([bytes_ / 2**20 for bytes_ in raw[kind]], "MiB", 0) for kind in ("warm", "cold"))
    return f"""
In each of {len(raw["warm"]) + 1} kernels that live side by side, `{SOLVED.name}` is run up to its first big training.
Counted is by how much each further one adds to the sum of the proportional set sizes of nursery and kernels: warm
{warm}, cold {cold}.
"""
