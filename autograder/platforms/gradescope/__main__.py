"""Grades what a student handed in on Gradescope. Called by the package's run_autograder, which names the places."""

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.grading import assignment
from autograder.grading.grade import new_seed
from autograder.grading.recipe import grade_submission, read_submission
from autograder.kernel.limits import LIMITS, MIB
from autograder.kernel.walls.wall import SandboxUnavailable
from autograder.platforms.gradescope.results import results, without_score

# Lower limits than elsewhere: the grader must end what hangs or grows before Gradescope does, which gives 0. So grading
# stays within 40 minutes on half a processor, and within 3 GiB.
HERE = replace(LIMITS, memory=2048 * MIB, submission_seconds=600.0, far=3.0)


def main(course: Path, name: str, submission: Path, target: Path) -> None:
    """Writes results.json to `target`, whatever happens on the way."""
    try:
        found = graded(course, name, submission)
    except (assignment.AssignmentError, SandboxUnavailable) as error:
        found = without_score(str(error))
    except BaseException as error:
        write(target, without_score(f"the grader had a fault ({type(error).__name__})"))
        raise  # for the instructor, who sees what is printed
    write(target, found)


def graded(course: Path, name: str, submission: Path) -> dict[str, Any]:
    """What results.json is to hold for the folder `submission`. Raises AssignmentError and SandboxUnavailable."""
    started = time.monotonic()
    known = assignment.load(course, name)
    grade = grade_submission(known, read_submission(submission, known), new_seed(), HERE)
    return results(known, grade, time.monotonic() - started)


def write(target: Path, content: dict[str, Any]) -> None:
    """Replaces the file at once, so that nobody ever reads half of it."""
    new = target.with_suffix(".new")
    new.write_text(json.dumps(content, indent=1), encoding="ascii")
    os.replace(new, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
