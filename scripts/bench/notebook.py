"""The solved notebook, run from top to bottom in a fresh kernel."""

import resource
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
from nbclient import NotebookClient

from bench.figures import Row, spread
from bench.fresh import fresh

SOURCE = Path(__file__).resolve().parents[2] / "source" / "lab13_rnn"
REPEATS = 3
TO_REACH = 60.0


def run() -> dict[str, float]:
    """One run in a copy of the folder: wall seconds, and processor seconds of the kernel."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(shutil.copytree(SOURCE, Path(parent) / SOURCE.name, ignore=shutil.ignore_patterns("results")))
        notebook = nbformat.read(folder / f"{SOURCE.name}.ipynb", as_version=4)
        wall = time.perf_counter()
        NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
        wall = time.perf_counter() - wall
    kernel = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": wall, "cpu": kernel.ru_utime + kernel.ru_stime}


def measure() -> dict[str, Any]:
    runs = [fresh(run) for _ in range(REPEATS)]
    return {clock: [one[clock] for one in runs] for clock in ("wall", "cpu")}


def rows(raw: dict[str, Any]) -> list[Row]:
    reached = median(raw["wall"]) < TO_REACH
    return [Row("solved notebook, top to bottom", "–", f"under {TO_REACH:.0f} s", spread(raw["wall"], "s", 1), reached)]


def how(raw: dict[str, Any]) -> str:
    return f"""
A copy of `source/lab13_rnn/` is run by nbclient, {len(raw["wall"])} times, from the start of the kernel to its end,
the import of TensorFlow included. The kernel used {spread(raw["cpu"], "s", 1)} of processor time.
"""
