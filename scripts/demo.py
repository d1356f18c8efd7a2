"""The whole way of an assignment, below build/demo/: release, five submissions, grades, feedback, table.

Called by `make demo`. Uses the real nbgrader commands with this repository's nbgrader_config.py.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "build" / "demo"
ASSIGNMENT = "lab13_rnn"
NOTEBOOK = f"{ASSIGNMENT}.ipynb"

WRONG_LENGTHS = """
def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    char_to_id, id_to_char = vocabulary
    rng = np.random.default_rng(seed)
    logits, states = forward(params, encode(prompt, char_to_id)[np.newaxis])
    scores, h, written = np.asarray(logits)[0, -1], states[:, -1], prompt
    while len(written) < length:  # counts the prompt, too
        probabilities = tf.nn.softmax(scores / max(temperature, 1e-3)).numpy().astype(float)
        next_id = int(rng.choice(len(id_to_char), p=probabilities / probabilities.sum()))
        written += id_to_char[next_id]
        h = rnn_step(params, np.array([next_id]), h)
        scores = (h @ params["W_hy"] + params["b_y"])[0]
    return written
"""
CRASH = """
def forward(params, inputs, h0=None):
    import os

    os.abort()  # stands for any bug that takes the kernel with it
"""
SECOND_HALF = ("train_step_code", "train_code", "generate_code", "trace_code", "experiments_code", "observations_code")


def main() -> None:
    console = Console()
    try:
        release(COURSE, console)
        for student, replaced in submissions(COURSE).items():
            submit(COURSE, student, replaced)
        nbgrader(COURSE, console, "autograde", ASSIGNMENT)
        nbgrader(COURSE, console, "generate_feedback", ASSIGNMENT)
        nbgrader(COURSE, console, "export", "--to", str(COURSE / "grades.csv"))
    except subprocess.CalledProcessError as error:
        sys.exit(f"demo: {' '.join(error.cmd[2:4])} ended with exit code {error.returncode}; see the logs in {COURSE}")
    console.print(scores(COURSE))
    console.print("Open in a browser:")
    for page in sorted((COURSE / "feedback").glob(f"*/{ASSIGNMENT}/*.html")):
        console.print(f"  {page.relative_to(ROOT)}", soft_wrap=True, highlight=False)
    console.print(f"As a spreadsheet: {(COURSE / 'grades.csv').relative_to(ROOT)}", highlight=False)


def release(course: Path, console: Console) -> None:
    """A fresh course folder with the source and its release; what an earlier demonstration made there goes."""
    course.mkdir(parents=True, exist_ok=True)
    for folder in ("source", "release", "submitted", "autograded", "feedback"):
        shutil.rmtree(course / folder, ignore_errors=True)
    (course / "gradebook.db").unlink(missing_ok=True)
    shutil.copytree(ROOT / "source", course / "source", ignore=shutil.ignore_patterns("results", "__pycache__"))
    nbgrader(course, console, "generate_assignment", ASSIGNMENT)


def nbgrader(course: Path, console: Console, *arguments: str) -> None:
    """Runs one nbgrader command in the course folder; its log goes to a file there. Raises CalledProcessError."""
    console.print(f"[bold]nbgrader {' '.join(arguments[:2])}[/bold] …", highlight=False)
    with open(course / f"{arguments[0]}.log", "w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "nbgrader", *arguments]
        environment = os.environ | {"LAB13_COURSE_ROOT": str(course)}
        subprocess.run(command, cwd=ROOT, env=environment, stdout=log, stderr=log, check=True)


def submissions(course: Path) -> dict[str, dict[str, str] | None]:
    """Each sample student with the solution cells that are replaced in the complete work, by grade id.

    None stands for a release that was handed in as it was.
    """
    released = cells(course / "release" / ASSIGNMENT / NOTEBOOK)
    unfinished = [*SECOND_HALF, *(f"answer_{number}" for number in range(1, 6))]
    return {
        "complete": {},
        "crashes": {"forward_code": CRASH},
        "half_done": {name: released[name] for name in unfinished},
        "untouched": None,
        "wrong_lengths": {"generate_code": WRONG_LENGTHS},
    }


def cells(path: Path) -> dict[str, str]:
    """The sources of a notebook's nbgrader cells by grade id."""
    notebook = nbformat.read(path, as_version=4)
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells if "nbgrader" in cell.metadata}


def submit(course: Path, student: str, replaced: dict[str, str] | None) -> None:
    """Hands in the released files, with the solved notebook in which some cells are replaced."""
    folder = course / "submitted" / student / ASSIGNMENT
    shutil.copytree(course / "release" / ASSIGNMENT, folder)
    if replaced is None:
        return
    notebook = nbformat.read(course / "source" / ASSIGNMENT / NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = replaced.get(name, cell.source).strip("\n")
    nbformat.write(notebook, folder / NOTEBOOK)


def scores(course: Path) -> Table:
    """A column a student, a row a question, from the gradebook."""
    table = Table(title="Points; ? is left for a person to mark")
    table.add_column("question", no_wrap=True)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        cells = gradebook.find_notebook(ASSIGNMENT, ASSIGNMENT).grade_cells
        submissions = gradebook.assignment_submissions(ASSIGNMENT)
        grades = [{grade.name: grade for grade in each.notebooks[0].grades} for each in submissions]
        for each in submissions:
            table.add_column(each.student.id.replace("_", "\n"), justify="right", vertical="bottom")
        table.add_column("of", justify="right")
        for cell in cells:
            row = ["?" if found[cell.name].needs_manual_grade else f"{found[cell.name].score:g}" for found in grades]
            table.add_row(cell.name, *row, f"{cell.max_score:g}", end_section=cell is cells[-1])
        table.add_row("so far", *(f"{each.score:g}" for each in submissions), f"{submissions[0].max_score:g}")
    return table


if __name__ == "__main__":
    main()
