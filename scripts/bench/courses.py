"""Course folders to measure on, and the commands that work in them."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from rich.console import Console
from support import loader, samples

ROOT = samples.ROOT
SOLVED = ROOT / "source" / samples.ASSIGNMENT / samples.NOTEBOOK


def released(folder: Path) -> Path:
    """A new course folder in which the lab is released, configured as this repository."""
    samples.release(folder, Console(quiet=True))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return folder


def wrong_entries(count: int) -> list[loader.Entry]:
    """So many wrong submissions, from all over the corpus."""
    entries = loader.corpus("wrong")
    return [entries[i * len(entries) // count] for i in range(count)]


def hand_in(course: Path, count: int) -> None:
    """`count` submissions, one half solved and one half wrong in one way each."""
    for number in range(count):
        samples.submit(course, f"student_{number:04}", None)
        folder = course / "submitted" / f"student_{number:04}" / samples.ASSIGNMENT
        if number % 2:
            notebook = loader.notebook(wrong_entries(count // 2)[number // 2], SOLVED)
            nbformat.write(notebook, folder / samples.NOTEBOOK)
        else:
            shutil.copy(SOLVED, folder / samples.NOTEBOOK)


def command(course: Path, *arguments: str, accepted: tuple[int, ...] = (0,)) -> float:
    """Runs a Python module's command in the course folder; wall seconds. Raises RuntimeError with what it said."""
    environment = {name: value for name, value in os.environ.items() if name != "LAB13_COURSE_ROOT"}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=course, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if done.returncode not in accepted:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return seconds
