"""How a folder becomes a grade. `check`, `nbgrader autograde` and `autograder grade` all call this."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.grading.assignment import Assignment
from autograder.grading.choose import choose, named
from autograder.grading.folder import Folder, read_folder
from autograder.grading.grade import Grade, grade, mend, ungraded
from autograder.grading.repair import untouched
from autograder.kernel.limits import LIMITS, Limits
from autograder.kernel.nursery import Nursery


@dataclass(frozen=True)
class Submission:
    """What is graded: the notebook's bytes, None where there was none to read, and the files beside it by path.

    `notes` say what was chosen and what was left out. Where there is no file that may be a notebook, `missing` says so.
    `digest` is the sha256 of all that was handed in.
    """

    notebook: bytes | None
    files: dict[str, bytes]
    notes: tuple[str, ...] = ()
    missing: str = ""
    digest: str = ""


def read_submission(folder: Path, assignment: Assignment, notebook: Path | None = None) -> Submission:
    """The submission in `folder`, of which no more is read than its limits allow; links are not followed.

    Where no `notebook` is named, the one with the student's work in it is chosen. Raises SeveralNotebooks where the
    named one is a zip file of several.
    """
    return submission_in(read_folder(folder, assignment), assignment, notebook)


def submission_in(folder: Folder, assignment: Assignment, notebook: Path | None = None) -> Submission:
    """The same of a folder that was read."""
    chosen, choice = named(notebook, assignment) if notebook else choose(folder, assignment)
    if chosen is None:
        files, left_out = folder.beside("", assignment)
        missing = f"there is no notebook in it, but {folder.listed}"
        return Submission(None, files, tuple(left_out), missing, folder.digest)
    files, left_out = chosen.files(folder, assignment)
    return Submission(chosen.data, files, (*choice, *left_out), digest=folder.digest)


def grade_submission(
    assignment: Assignment,
    submission: Submission,
    seed: int,
    limits: Limits = LIMITS,
    nursery: Nursery | None = None,
) -> Grade:
    """Mends, runs and judges. Where nothing can be judged, the grade names the problem and leaves all to a person.

    Notes stand in the order of the work: what was read, what was mended, what happened in the run. Raises
    SandboxUnavailable.
    """
    started = time.monotonic()
    notebook, mended, problem = mended_submission(assignment, submission)
    if problem:
        result = ungraded(assignment, notebook, seed, problem)
    else:
        result = grade(assignment, notebook, submission.files, seed, limits, nursery)
    return _noted(result, submission, mended, time.monotonic() - started)


def not_graded(assignment: Assignment, submission: Submission, seed: int, problem: str) -> Grade:
    """A grade of a submission that could not be run: everything is left to a person because of `problem`."""
    notebook, mended, _ = mended_submission(assignment, submission)
    return _noted(ungraded(assignment, notebook, seed, problem), submission, mended, 0.0)


def mended_submission(assignment: Assignment, submission: Submission) -> tuple[Any, list[str], str]:
    """The mended notebook, the notes and the problem, as `mend` returns them."""
    if submission.missing:
        return untouched(assignment), [], f"what was handed in could not be graded: {submission.missing}"
    return mend(assignment, submission.notebook)


def _noted(result: Grade, submission: Submission, mended: list[str], seconds: float) -> Grade:
    """The grade and its evidence with all notes, with the digest of what was graded, and with what it took."""
    notes = [*submission.notes, *mended, *result.notes]
    evidence = result.evidence
    if evidence:
        took = round(1000 * seconds)
        evidence = replace(evidence, notes=tuple(notes), submission=submission.digest, milliseconds=took)
    return replace(result, notes=notes, evidence=evidence)
