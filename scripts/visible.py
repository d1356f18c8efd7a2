"""How many submissions of the corpora pass the tests that a student sees in the notebook.

    make visible                                   # the notebook as it is
    make visible NOTEBOOK=earlier/lab13_rnn.ipynb  # another version of it, such as one from the history

Runs the cells of each submission up to the test cell of its question, in this process. A correct submission must get
through; a wrong one that does learns of its mistake from the grader only. Prints a table, a row a question.
"""

import contextlib
import io
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from expected.trainings import run
from pages import table
from support import loader

ROOT = Path(__file__).resolve().parent.parent
LAB = ROOT / "source" / "lab13_rnn"
QUESTIONS = ("vocabulary", "windows", "rnn_step", "forward", "train", "generate", "trace", "experiments")
# Tagged as demonstrations, so that grading leaves them out; they test all the same.
TESTS_BESIDE = ("try_train_step", "repeat_runs")


ADDED = "added"  # cells that a student put between ours, which may raise


def steps(entry: loader.Entry, notebook: Path) -> list[tuple[str, str, bool]]:
    """The code cells up to the test of the entry's last question: name, source, and whether the entry changed it."""
    plain = loader.notebook(loader.Entry("", "", (), "", {}, {}), notebook)
    sources = {cell.source for cell in plain.cells}
    cells = []
    for cell in loader.notebook(entry, notebook).cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", cell.id)
        if cell.source in entry.added.values():
            name = ADDED
        shown_only = "demonstration" in cell.metadata.get("tags", []) and name not in TESTS_BESIDE
        if cell.cell_type == "code" and not shown_only:
            cells.append((name, cell.source, cell.source not in sources))
    last = entry.question or max(_touched(entry), key=QUESTIONS.index, default=QUESTIONS[0])
    return cells[: [name for name, _, _ in cells].index(last) + 1]


def _touched(entry: loader.Entry) -> set[str]:
    cells = {name.removesuffix("_code") for name in {*entry.replaced, *entry.added}}
    return {"train" if cell == "train_step" else cell for cell in cells} & set(QUESTIONS)


class Prefix:
    """The unchanged cells, run once for all submissions that begin with them."""

    def __init__(self) -> None:
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        self.done: list[str] = []

    def problem(self, name: str, cells: list[tuple[str, str, bool]]) -> str | None:
        """What the first cell that raises says, or None. Submissions come in the order of their first own cell."""
        first = next((i for i, (_, _, own) in enumerate(cells) if own), len(cells))
        for cell, source, _ in cells[len(self.done) : first]:
            run(source, cell, self.namespace)
            self.done.append(cell)
        before = dict(self.namespace)
        try:
            for cell, source, _ in cells[len(self.done) :]:
                with contextlib.suppress(Exception) if cell == ADDED else contextlib.nullcontext():
                    run(source, f"{name}:{cell}", self.namespace)
        except Exception as error:
            return f"{type(error).__name__}: {error}".splitlines()[0]
        finally:
            self.namespace.clear()
            self.namespace.update(before)
        return None


def main() -> None:
    notebook = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else LAB / "lab13_rnn.ipynb"
    entries = [entry for entry in (*loader.corpus("correct"), *loader.corpus("wrong")) if _judged(entry)]
    prepared = sorted(((entry, steps(entry, notebook)) for entry in entries), key=_first_own_cell)
    prefix = Prefix()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(LAB, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("results"))
        os.chdir(folder)
        sys.path.insert(0, folder)
        problems = {}
        for entry, cells in prepared:
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                problems[entry.name] = prefix.problem(entry.name, cells)
            print(f"{entry.name}: {problems[entry.name] or 'passes'}", file=sys.stderr, flush=True)
        os.chdir(ROOT)
    rows = []
    for part in ("correct", *(f"wrong/{question}" for question in QUESTIONS)):
        found = [problem for name, problem in problems.items() if name.startswith(f"{part}/")]
        rows.append((part, len(found), sum(problem is None for problem in found)))
    wrong = [problem for name, problem in problems.items() if name.startswith("wrong/")]
    rows.append(("wrong", len(wrong), sum(problem is None for problem in wrong)))
    print(table(("corpus", "submissions", "pass the notebook's tests"), rows, left={0}))
    sys.exit(any(problem for name, problem in problems.items() if name.startswith("correct/")))


def _judged(entry: loader.Entry) -> bool:
    """Whether the notebook tests what the entry is about: it tests no answers."""
    return entry.question in QUESTIONS if entry.fails else bool(_touched(entry))


def _first_own_cell(prepared: tuple[loader.Entry, list[tuple[str, str, bool]]]) -> int:
    return next((i for i, (_, _, own) in enumerate(prepared[1]) if own), len(prepared[1]))


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("MPLBACKEND", "agg")
    main()
