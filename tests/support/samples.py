"""Five sample submissions of Lab 13, a course for them, and nbgrader's commands in it: for make demo and the tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from rich.console import Console

ROOT = Path(__file__).resolve().parents[2]
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
