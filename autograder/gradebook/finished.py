"""What an interrupted `nbgrader autograde` leaves in the course folder, and what makes up for it."""

import json
import shutil
from pathlib import Path
from typing import Any

FINISHED = "autograder"  # in the metadata of a graded notebook: the last thing that is written about a submission


def mark_finished(notebook: Any, seed: int, submission: str) -> None:
    """Says in the notebook that its grading came to its end, with which seed, and of what `submission`: its digest."""
    notebook.metadata[FINISHED] = {"seed": seed, "submission": submission}


def discard_unfinished(autograded: Path, assignment: str) -> list[str]:
    """Removes half-graded folders below `autograded`, and returns whose they were.

    nbgrader takes any folder there for a finished grading and would leave the submission ungraded for good.
    """
    discarded = []
    for folder in sorted(autograded.glob(f"*/{assignment}")):
        if not is_finished(folder / f"{assignment}.ipynb"):
            shutil.rmtree(folder)
            discarded.append(folder.parent.name)
    return discarded


def is_finished(notebook: Path) -> bool:
    """Whether the graded notebook is there, whole, and marked as finished."""
    return bool(read_mark(notebook))


def read_mark(notebook: Path) -> dict[str, Any]:
    """What `mark_finished` wrote into the notebook; empty if it is missing or cut short."""
    try:
        mark = json.loads(notebook.read_bytes())["metadata"][FINISHED]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return mark if isinstance(mark, dict) else {}
