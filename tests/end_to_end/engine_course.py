"""A course that `autograder grade` works in, and what it leaves there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from rich.console import Console
from support import samples

QUIET = Console(quiet=True)


def released(folder: Path) -> Path:
    """A course folder in which the lab is released, with this repository's configuration."""
    samples.release(folder, QUIET)
    shutil.copy(samples.ROOT / "nbgrader_config.py", folder)
    return folder


def start(course: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if name != "LAB13_COURSE_ROOT"}
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", samples.ASSIGNMENT, *arguments],
        cwd=course,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def grade(course: Path, *arguments: str) -> tuple[int, str]:
    """The exit code, and what was said."""
    process = start(course, *arguments)
    said, errors = process.communicate()
    return process.returncode, said + errors


def rows(course: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that the gradebook says of submissions, by table, in a fixed order and without the keys drawn at random."""
    found: dict[str, list[tuple[Any, ...]]] = {"submission": [], "notebook": [], "grade": [], "comment": []}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for submission in gradebook.assignment_submissions(samples.ASSIGNMENT):
            who = submission.student.id
            found["submission"].append((who, submission.timestamp, submission.extension))
            for notebook in submission.notebooks:
                found["notebook"].append((who, notebook.name, notebook.late_submission_penalty))
                for one in notebook.grades:
                    scores = (one.auto_score, one.manual_score, one.extra_credit, one.needs_manual_grade)
                    found["grade"].append((who, one.name, *scores))
                for one in notebook.comments:
                    found["comment"].append((who, one.name, one.auto_comment, one.manual_comment))
    return {table: sorted(listed, key=str) for table, listed in found.items()}


def tree(course: Path) -> dict[str, int]:
    """The files below autograded/ and what may be done with them."""
    files = (path for path in (course / "autograded").rglob("*") if path.is_file())
    return {str(path.relative_to(course)): path.stat().st_mode for path in files}
