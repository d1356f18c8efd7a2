"""Whether a submission of the corpora is judged as it should be."""

import contextlib
import io
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from autograder.checks.check import Outcome, Verdict
from autograder.grading import assignment as assignments
from support import in_process, loader

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "lab13_rnn"
SOLVED = ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
SEED = 13
trainings: dict[Any, Any] = {}  # of this process, see in_process.judge


def problems(entry: loader.Entry, whole: bool = True, seed: int = SEED) -> list[str]:
    """What is not judged as it should be, a line each. Without `whole` only the entry's own questions are judged."""
    assignment = assignments.load(ROOT, ASSIGNMENT)
    names = [question.grade_id for question in assignment.questions]
    own = [name for name in names if entry.question == name or (not entry.fails and name in touched(entry))]
    only = names[names.index(own[0]) :] if whole else own
    # A correct entry's trainings are its own matter, and done.
    known = trainings if entry.fails and only[-1] not in names[: names.index("train") + 1] else None
    verdicts, errors = quietly(loader.notebook(entry, SOLVED), only, seed, known)
    added = {source.splitlines()[0] for source in entry.added.values()}
    raised = [f"a cell raised {error}" for first_line, error in errors.items() if first_line not in added]
    return misjudged(entry, verdicts) + ([] if entry.fails else raised)


def quietly(
    notebook: Any, only: Collection[str], seed: int = SEED, known: dict[Any, Any] | None = None
) -> tuple[dict[str, Verdict], dict[str, str]]:
    """The verdicts on these questions of a notebook, and the errors of its cells; what it prints is lost."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        return in_process.judge(notebook, assignments.load(ROOT, ASSIGNMENT), Path(folder), seed, only, known)


def misjudged(entry: loader.Entry, verdicts: dict[str, Verdict]) -> list[str]:
    """What of these verdicts is not as it should be, a line each."""
    others = {name: verdict for name, verdict in verdicts.items() if name != entry.question}
    found = _wrong(entry, verdicts[entry.question]) if entry.fails else []
    return found + [
        f"{name}.{one.name} {one.outcome}: {one.message}"
        for name, verdict in others.items()
        for one in verdict.results
        if one.outcome is not Outcome.PASSED
    ]


def touched(entry: loader.Entry) -> set[str]:
    """The questions whose cells the entry replaces, or puts a cell behind."""
    questions = {"train_step_code": "train", "observations_code": "experiments", "look_at_windows": "windows"}
    cells = {*entry.replaced, *entry.added}
    return {
        "analysis_answered" if cell.startswith("answer_") else questions.get(cell, cell.removesuffix("_code"))
        for cell in cells
    }


def _wrong(entry: loader.Entry, verdict: Verdict) -> list[str]:
    own = {f"{entry.question}.{result.name}": result for result in verdict.results}
    found = [f"{name} did not fail" for name in entry.fails if own[name].outcome is not Outcome.FAILED]
    found += [f"{name}: {one.message}" for name, one in own.items() if one.outcome is Outcome.ERROR]
    said = [f"{one.message} {one.help}" for one in own.values() if one.outcome is Outcome.FAILED]
    if not any(entry.says in message for message in said):
        found.append(f"no message says {entry.says!r}, but: {said}")
    return found
