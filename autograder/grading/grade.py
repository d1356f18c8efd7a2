"""Grading one submission: bytes in, a graded notebook and verdicts out, and nothing else touched."""

import secrets
import shutil
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat

from autograder.checks.check import Outcome, Question, Result, Taken, Verdict
from autograder.grading.assignment import Assignment
from autograder.grading.evidence.record import Evidence, collect
from autograder.grading.judging import MAX_MESSAGE, Judging
from autograder.grading.known import known_cells, remember
from autograder.grading.limited import Ended, Failed, limited
from autograder.grading.repair import repair, untouched
from autograder.grading.submission import MAX_FILE_BYTES, UnreadableNotebook, grade_id, parse_notebook
from autograder.kernel.limits import LIMITS, MIB, Limits
from autograder.kernel.nursery import Nursery
from autograder.kernel.places import new_place, room_needed
from autograder.kernel.session import CellRun, KernelDied
from autograder.kernel.text import one_line, shortened
from autograder.student.handle import Work
from autograder.student.kernel_student import KernelStudent, KnownCell

MAX_NOTE = 200
MENDING = replace(LIMITS, judging_seconds=20.0)
OWN_CELL = KnownCell("a cell of the student's own", is_students=True)


@dataclass
class Grade:
    """A graded submission. `notes` tell what was mended, `comments` help the person who marks an answer.

    `undecided` are the grade ids that are left to a person although nbgrader would score them by itself. Where nothing
    could be judged, `problem` says why, and there is no `evidence`. `cold` says why a kernel could not be forked,
    where one should have been.
    """

    seed: int
    notebook: Any
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)
    undecided: list[str] = field(default_factory=list)
    evidence: Evidence | None = None
    problem: str = ""
    cold: str = ""

    @property
    def circumstances(self) -> str:
        """What a grading can be repeated by, in small print."""
        return f"Judged with seed {self.seed}" + (f", behind {self.evidence.wall}." if self.evidence else ".")


def new_seed() -> int:
    """A seed nobody can foresee, 0 to 2**32 - 1."""
    return secrets.randbelow(2**32)


def mend(assignment: Assignment, notebook_bytes: bytes | None) -> tuple[Any, list[str], str]:
    """The submitted notebook with every cell in its place, notes on what was mended, and what was beyond mending.

    Without bytes there was no regular file to read. Where the bytes cannot be read as this assignment's notebook, or
    not within limits of time and memory, the notebook is an untouched one and the third value says why.
    """
    remember(assignment)
    try:
        return limited(lambda grader: mended(assignment, notebook_bytes), print, MENDING, MENDING.judging_seconds)[0]
    except (Ended, Failed) as problem:
        reason = "reading it takes too much time or memory" if isinstance(problem, Ended) else str(problem)
        return untouched(assignment), [], f"the submitted file could not be graded: {reason}"


def mended(assignment: Assignment, notebook_bytes: bytes | None) -> tuple[Any, list[str], str]:
    """The same in this process and for as long as it takes."""
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
    return Grade(seed, notebook, results, [problem], comments, undecided, problem=problem)


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
    folder = new_place()
    try:
        with room_needed():
            place_files(folder, files | assignment.files)
            work, lab = take_work(notebook, assignment), assignment.lab
            with closing(KernelStudent(folder, work, limits, nursery, lab.kernel, lab.packages)) as student:
                run_and_judge(student, result, assignment, limits)
                result.cold = student.cold
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


def take_work(notebook: Any, assignment: Assignment) -> Work:
    """What the student wrote into each cell, and what cells had printed, which is taken out of the notebook."""
    written = {name: _written(notebook, name, assignment) for name in assignment.source_cells}
    printed = {}
    for cell in notebook.cells:
        if (name := grade_id(cell)) in assignment.lab.printed and name:
            printed[name] = "".join(output.get("text", "") for output in cell.outputs)
            cell.outputs = []
    return Work(written, printed, assignment.handout)


def _written(notebook: Any, name: str, assignment: Assignment) -> str:
    """What the student wrote into the cell `name`; "" if it is as released."""
    (source,) = (cell.source for cell in notebook.cells if grade_id(cell) == name)
    if assignment.is_locked(name):
        return str(assignment.release_cells[name].source)
    return "" if source.strip() == assignment.release_cells[name].source.strip() else str(source)


def run_and_judge(student: KernelStudent, result: Grade, assignment: Assignment, limits: Limits = LIMITS) -> None:
    """Runs the cells of `result.notebook` in order, judges each question where it stands, and fills in `result`."""
    questions = {question.grade_id: question for question in assignment.questions}
    shortcuts = {question.shortcut.cell: question for question in assignment.questions if question.shortcut}
    known = known_cells(assignment)
    judging = Judging(student, assignment, result.seed, limits)
    for cell in result.notebook.cells:
        if cell.cell_type != "code" or cell.source in assignment.demonstrations:
            continue
        name = grade_id(cell) or ""
        about = known.get(name, OWN_CELL)
        taken = judging.shortcut(shortcuts[name]) if name in shortcuts else Taken()
        source = "\n".join(part for part in (taken.before, cell.source, taken.after) if part)
        run = student.run_cell(source, _seconds(student, about, assignment, limits), about)
        cell.outputs = [*_explained(run), *_told(taken)]
        result.notes += _notes(run, about)
        if question := questions.get(name):
            judging.question(question)
    for answer in assignment.answers:
        judging.answer(answer)
    result.verdicts, result.comments = judging.verdicts, judging.comments
    result.evidence = collect(judging, limits)


def _seconds(student: KernelStudent, cell: KnownCell, assignment: Assignment, limits: Limits) -> float:
    """How long the cell may take: as long as any, or what the lab allows it."""
    return max(limits.cell_seconds, assignment.lab.cell_seconds(student, cell.name))


def _notes(run: CellRun, cell: KnownCell) -> list[str]:
    """Notes on a student's cell that did not run as written."""
    notes = []
    if run.rest:
        stopped = one_line(run.error, MAX_NOTE)
        notes.append(f"{cell.name} stopped ({stopped}); the lines after the error were still run")
    if run.changed:
        names = ", ".join(run.changed)
        notes.append(f"{cell.name} changed {names}, which the lab sets; the lab's own values were used for grading")
    return notes


def _told(taken: Taken) -> list[Any]:
    """The output below a cell whose shortcut was taken."""
    text = "\n\n".join(part for part in (taken.note, taken.shown) if part)
    return [nbformat.v4.new_output("stream", name="stdout", text=f"\n[{text}]\n")] if text else []


def _explained(run: CellRun) -> list[Any]:
    """The outputs of a cell, with a word on what ended it if that is not an exception of its own."""
    raised = [f"{output.ename}: {output.evalue}" for output in run.outputs if output.output_type == "error"]
    if not run.error or run.error in raised:
        return run.outputs
    note = nbformat.v4.new_output("stream", name="stderr", text=f"\n[this cell: {shortened(run.error, MAX_MESSAGE)}]\n")
    return [*run.outputs, note]
