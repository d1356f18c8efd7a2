"""A term's evidence judged again, against grading it."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from support import samples

from bench.courses import command, hand_in, released
from bench.figures import Row

SUBMISSIONS = 1000
GRADED = 8  # half solved, half wrong; their grades are replicated
TIMES_FASTER, SECONDS = 50.0, 60.0


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as parent:
        course = released(Path(parent) / "course")
        hand_in(course, GRADED)
        grading = command(course, "autograder", "grade", samples.ASSIGNMENT, accepted=(0, 1))
        graded = sorted((course / "autograded").iterdir())
        for number in range(GRADED, SUBMISSIONS):
            shutil.copytree(graded[number % GRADED], course / "autograded" / f"copy_{number:04}")
        regrading = [command(course, "autograder", "regrade", samples.ASSIGNMENT) for _ in range(2)]
    return {"grading": grading * SUBMISSIONS / GRADED, "regrading": regrading, "cores": os.cpu_count()}


def rows(raw: dict[str, Any]) -> list[Row]:
    seconds = max(raw["regrading"])
    faster = raw["grading"] / seconds
    measured = f"{faster:.0f} times, {seconds:.0f} s"
    to_reach = f"≥ {TIMES_FASTER:.0f} times faster, under {SECONDS:.0f} s"
    reached = faster >= TIMES_FASTER and seconds < SECONDS
    return [Row(f"regrade of {SUBMISSIONS:,} from evidence", "grading them", to_reach, measured, reached)]


def how(raw: dict[str, Any]) -> str:
    each = ", ".join(f"{one:.0f} s" for one in raw["regrading"])
    core = max(raw["regrading"]) * raw["cores"] / SUBMISSIONS
    return f"""
{GRADED} submissions, half of them correct, are graded, and their grades are copied to make {SUBMISSIONS:,}. These are
judged again from evidence by {raw["cores"]} processes, {len(raw["regrading"])} times: {each}.
Grading as many would take {raw["grading"] / 60:.0f} minutes, by the time those {GRADED} took. One
takes up to {core:.2f} s of a core; most of that is the judging itself, whose processor time is measured below.
"""
