"""Finds and removes what an interrupted `nbgrader autograde` leaves in the course folder."""

import json
import shutil
from pathlib import Path
from typing import Any

FINISHED = "autograder"  # in a graded notebook's metadata; written last


def mark_finished(notebook: Any, seed: int, submission: str) -> None:
    """Records in the notebook that grading finished, its seed, and the digest of the `submission`."""
    notebook.metadata[FINISHED] = {"seed": seed, "submission": submission}


def discard_unfinished(autograded: Path, assignment: str) -> list[str]:
    """Removes half-graded folders below `autograded`, and returns whose they were.

    nbgrader takes any folder there for a finished grading and would never grade the submission.
    """
    discarded = []
    for folder in sorted(autograded.glob(f"*/{assignment}")):
        if not is_finished(folder / f"{assignment}.ipynb"):
            shutil.rmtree(folder)
            discarded.append(folder.parent.name)
    return discarded


def is_finished(notebook: Path) -> bool:
    """Whether the graded notebook exists, is complete, and is marked as finished."""
    return bool(read_mark(notebook))


def read_mark(notebook: Path) -> dict[str, Any]:
    """What `mark_finished` wrote into the notebook; empty if it is missing or cut short."""
    try:
        mark = json.loads(notebook.read_bytes())["metadata"][FINISHED]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return mark if isinstance(mark, dict) else {}
