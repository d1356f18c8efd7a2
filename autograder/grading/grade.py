"""Grading one submission: bytes in, a graded notebook and verdicts out, and nothing else touched."""

import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat

from autograder.checks.check import Outcome, Question, Result, Verdict
from autograder.grading.assignment import Assignment
from autograder.grading.evidence import Evidence, collect
from autograder.grading.judging import MAX_MESSAGE, Judging
from autograder.grading.repair import repair, untouched
from autograder.grading.submission import MAX_FILE_BYTES, UnreadableNotebook, grade_id, parse_notebook
from autograder.kernel.limits import LIMITS, MIB, Limits
from autograder.kernel.nursery import Nursery
from autograder.kernel.session import CellRun, KernelDied
from autograder.kernel.text import clean
from autograder.student.kernel_student import KernelStudent


@dataclass
class Grade:
    """A graded submission. `notes` tell what was mended, `comments` help the person who marks an answer.

    `undecided` are the grade ids that are left to a person although nbgrader would score them by itself. There is no
    `evidence` where nothing could be judged.
    """

    seed: int
    notebook: Any
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
    undecided: list[str] = field(default_factory=list)
    evidence: Evidence | None = None


def new_seed() -> int:
    """A seed nobody can foresee, 0 to 2**32 - 1."""
    return secrets.randbelow(2**32)


def mend(assignment: Assignment, notebook_bytes: bytes | None) -> tuple[Any, list[str], str]:
    """The submitted notebook with every cell in its place, notes on what was mended, and what was beyond mending.

    Without bytes there was no regular file to read. Where the bytes cannot be read as this assignment's notebook, the
    notebook is an untouched one and the third value says why.
    """
    try:
        if notebook_bytes is None:
            raise UnreadableNotebook(f"it is no regular file of at most {MAX_FILE_BYTES // MIB} MiB")
        notebook = parse_notebook(notebook_bytes)
        return notebook, repair(notebook, assignment), ""
    except UnreadableNotebook as error:
        return untouched(assignment), [], f"the submitted file could not be graded: {error}"


def ungraded(assignment: Assignment, notebook: Any, seed: int, problem: str) -> Grade:
    """A grade that leaves everything to a person, and says why."""
    results = {question.grade_id: _all_errors(question, assignment, problem) for question in assignment.questions}
    comments = {name: problem for name in assignment.source_cells if not assignment.is_locked(name)}
    undecided = [*results, *assignment.answers]
    return Grade(seed, notebook, results, notes=[problem], comments=comments, undecided=undecided)


def _all_errors(question: Question, assignment: Assignment, problem: str) -> Verdict:
    results = (Result(one.name, one.title, Outcome.ERROR, one.weight, problem) for one in question.checks)
    return Verdict(question.grade_id, tuple(results), assignment.points(question.grade_id))


def grade(
    assignment: Assignment,
    notebook: Any,
    files: dict[str, bytes],
    seed: int,
    limits: Limits = LIMITS,
    nursery: Nursery | None = None,
) -> Grade:
    """Runs and judges a mended `notebook`, whose cells get their outputs; `files` lay beside it, by relative path.

    Raises SandboxUnavailable.
    """
    result = Grade(seed, notebook)
    folder = Path(tempfile.mkdtemp(prefix=f"lab-{os.getpid()}-", dir="/tmp"))
    try:
        place_files(folder, files | assignment.files)
        student = KernelStudent(folder, written_cells(notebook, assignment), limits, nursery, assignment.lab.WARM_UP)
        try:
            run_and_judge(student, result, assignment, limits)
        finally:
            student.close()
    except KernelDied as error:  # no kernel starts: the grader's fault, or the machine's
        return ungraded(assignment, notebook, seed, f"the grader could not start a kernel: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result.undecided = [name for name, verdict in result.verdicts.items() if verdict.has_error]
    return result


def place_files(folder: Path, files: dict[str, bytes]) -> None:
    """Writes files below `folder`; a path that would lead out of it is left out."""
    for name, data in files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            continue
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def written_cells(notebook: Any, assignment: Assignment) -> dict[str, str]:
    """What the student wrote into each cell, by grade id."""
    return {name: _written(notebook, name, assignment) for name in assignment.source_cells}


def _written(notebook: Any, name: str, assignment: Assignment) -> str:
    """What the student wrote into the cell `name`; "" where it is as released."""
    (source,) = (cell.source for cell in notebook.cells if grade_id(cell) == name)
    if assignment.is_locked(name):
        return str(assignment.release_cells[name].source)
    return "" if source.strip() == assignment.release_cells[name].source.strip() else str(source)


def run_and_judge(student: KernelStudent, result: Grade, assignment: Assignment, limits: Limits = LIMITS) -> None:
    """Runs the cells of `result.notebook` in order, judges each question where it stands, and fills in `result`."""
    questions = {question.grade_id: question for question in assignment.questions}
    judging = Judging(student, assignment, result.seed)
    for cell in result.notebook.cells:
        if cell.cell_type != "code" or cell.source in assignment.demonstrations:
            continue
        run = student.run_cell(cell.source, limits.cell_seconds)
        cell.outputs = _explained(run)
        if question := questions.get(grade_id(cell) or ""):
            judging.question(question)
    for answer in assignment.answers:
        judging.answer(answer)
    result.verdicts, result.comments = judging.verdicts, judging.comments
    result.evidence = collect(judging, limits)


def _explained(run: CellRun) -> list[Any]:
    """The outputs of a cell, with a word on what ended it if that is not an exception of its own."""
    raised = [f"{output.ename}: {output.evalue}" for output in run.outputs if output.output_type == "error"]
    if not run.error or run.error in raised:
        return run.outputs
    note = nbformat.v4.new_output("stream", name="stderr", text=f"\n[this cell: {clean(run.error, MAX_MESSAGE)}]\n")
    return [*run.outputs, note]
