"""Judges a notebook in this process: the cells and questions of `grading.grade`, without a kernel or a sandbox.

For the project's own corpora only, whose code is known: nothing here keeps a submission from doing harm.
"""

import builtins
import contextlib
import copy
import linecache
import os
import re
import sys
import warnings
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from autograder.checks.check import Verdict
from autograder.grading import grade as grading
from autograder.grading.assignment import Assignment
from autograder.grading.submission import grade_id, new_cell
from autograder.kernel.session import CellRun
from autograder.kernel.wire import Reply, Request
from autograder.student.fake_student import FakeStudent
from autograder.student.handle import Work
from autograder.student.kernel_student import KnownCell

DEFINED = re.compile(r"^def (\w+)", re.MULTILINE)


class InProcessStudent(FakeStudent):
    """A notebook's namespace in this process; `errors` are what its cells raised, by their first line."""

    def __init__(self, work: Work, makers: str) -> None:
        super().__init__({}, work)
        made_by: dict[str, Any] = {}
        exec(compile(makers, "<makers>", "exec"), made_by)
        self.makers = made_by
        self.namespace.update(__name__="__main__", __builtins__=builtins)
        self.errors: dict[str, str] = {}
        self._stand_ins: dict[str, Any] = {}
        self._ran: list[str] = []

    def run_cell(self, source: str, timeout: float, cell: KnownCell | None = None) -> CellRun:
        """Runs one cell; one that starts with a line magic is left out."""
        if source.startswith("%"):
            return CellRun()
        name = f"<cell {len(linecache.cache)}>"
        # So that tf.function finds the source of what it compiles, as in a notebook.
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        self._ran.append(source)
        try:
            exec(compile(source, name, "exec"), self.namespace)
        except Exception as error:
            self.errors[source.splitlines()[0]] = f"{type(error).__name__}: {error}"
        return CellRun()

    def stand_in(self, source: str, names: tuple[str, ...]) -> None:
        if not self._stand_ins:
            exec(compile(source, "<stand-ins>", "exec"), self._stand_ins)
        self.namespace.update({name: self._stand_ins[name] for name in names})
        self._ran = [cell for cell in self._ran if not set(names) & set(DEFINED.findall(cell))]
        self._ran.append(f"stand-ins for {', '.join(names)}")

    def remember_trainings(self, trainings: dict[Any, Any]) -> None:
        """From now on a training that was done before, by the same cells and stand-ins, is taken from `trainings`."""
        train, by = self.namespace["train"], tuple(self._ran)

        def remembered(text: str, sequence_length: int, hidden_size: int, epochs: int, seed: int) -> Any:
            key = (by, text, sequence_length, hidden_size, epochs, seed)
            if key not in trainings:
                trainings[key] = train(text, sequence_length, hidden_size, epochs, seed)
            return copy.deepcopy(trainings[key])

        self.namespace["train"] = remembered

    def reply(self, request: Request, seconds: float) -> Reply:
        if request.op == "file":
            with contextlib.suppress(OSError):
                self.files[request.name] = Path(request.name).read_text(encoding="utf-8")
        return super().reply(request, seconds)


def judge(
    notebook: Any,
    assignment: Assignment,
    folder: Path,
    seed: int,
    only: Collection[str] | None = None,
    trainings: dict[Any, Any] | None = None,
) -> tuple[dict[str, Verdict], dict[str, str]]:
    """The verdicts on a notebook run in `folder`, and the errors its cells raised.

    With `only`, no other question is judged, and nothing runs behind the last of these. With `trainings`, no training
    is done that stands there already; where `train` is the first question to be judged, from the one behind it on.
    """
    exec(assignment.lab.kernel.warm_up, {})
    questions = [question for question in assignment.questions if only is None or question.grade_id in only]
    assignment = replace(assignment, lab=replace(assignment.lab, questions=tuple(questions)))
    last = max(i for i, cell in enumerate(notebook.cells) if grade_id(cell) == questions[-1].grade_id)
    student = InProcessStudent(grading.take_work(notebook, assignment), assignment.lab.kernel.makers)
    notebook.cells = notebook.cells[: last + 1]
    if trainings is not None:
        student.namespace["remember_trainings"] = lambda: student.remember_trainings(trainings)
        behind = "train" if questions[0].grade_id == "train" else "train_code"
        place = [grade_id(cell) for cell in notebook.cells].index(behind) + 1
        notebook.cells.insert(place, new_cell("code", "remember_trainings()", {}))
    grading.place_files(folder, assignment.files)
    result = grading.Grade(seed, notebook)
    with _working_in(folder):
        grading.run_and_judge(cast(Any, student), result, assignment)  # it is asked and runs cells as a KernelStudent
    return result.verdicts, student.errors


@contextlib.contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    """Runs as a notebook does: in its folder, with warnings shown and not raised, and figures drawn nowhere."""
    import matplotlib.pyplot as plt

    before = Path.cwd()
    plt.switch_backend("Agg")
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.chdir(before)
        sys.path.remove(str(folder))
        plt.close("all")
