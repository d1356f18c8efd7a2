"""A lab of three short questions and one answer, without TensorFlow: what the tests of kernel and judge grade.

The functions at the end make its course folder: a solved source notebook and the release that students get.
"""

import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.grading.submission import new_cell
from autograder.kernel.preparation import Preparation
from autograder.labs.lab import Lab
from autograder.student.handle import Student

NAME = "tiny"
CALL_SECONDS = 3.0
STUB = 'raise NotImplementedError("not written yet")'

STAND_INS = """
def scale(numbers, factor):
    if not len(numbers):
        raise ValueError("there are no numbers")
    return [float(number) * factor for number in numbers]


def greet(name):
    return "Hello, " + name + "!"
"""


@check(weight=3)
def multiplies(student: Student, rng: np.random.Generator) -> None:
    """scale() multiplies each number by the factor"""
    for size in (3, 40):
        numbers, factor = rng.normal(size=size), float(rng.uniform(2, 9))
        result = student.call("scale", numbers, factor, seconds=CALL_SECONDS)
        expect.close(expect.array(result, "scale()", (size,)), numbers * factor, "scale()")


@check(weight=1, after=[multiplies])
def refuses(student: Student, rng: np.random.Generator) -> None:
    """scale() of no numbers raises a ValueError"""
    expect.value_error(lambda: student.call("scale", [], 2.0, seconds=CALL_SECONDS), "scale([], 2.0)")


@check(weight=1)
def greets(student: Student, rng: np.random.Generator) -> None:
    """greet() greets by name"""
    for _ in range(3):
        name = "".join(rng.choice(list("abcdefgh"), 6).tolist())
        text = expect.string(student.call("greet", name, seconds=CALL_SECONDS), "greet()")
        if text != f"Hello, {name}!":
            raise CheckFailed(f"greet({name!r}) gave {expect.seen(text)}")


@check(weight=1)
def has_squares(student: Student, rng: np.random.Generator) -> None:
    """table holds the squares of 0 to 4"""
    rows = expect.sequence(student.read("table"), 5, "table")
    expect.close(expect.array(rows, "table", (5,)), np.arange(5.0) ** 2, "table")


@check(weight=1)
def is_saved(student: Student, rng: np.random.Generator) -> None:
    """table.txt holds a line for each row"""
    lines = student.file("table.txt").splitlines()
    if len(lines) != 5:
        raise CheckFailed(f"table.txt has {len(lines)} lines")


QUESTIONS = (
    Question("scale", (multiplies, refuses), stand_ins=("scale",)),
    Question("greet", (greets,), stand_ins=("greet",)),
    Question("table", (has_squares, is_saved)),
)
POINTS = {"scale": 4, "greet": 3, "table": 2, "answer_1": 2}
SOURCES = {
    "scale_code": """
def scale(numbers, factor):
    ### BEGIN SOLUTION
    if len(numbers) == 0:
        raise ValueError("no numbers")
    return [number * factor for number in numbers]
    ### END SOLUTION
""",
    "scale": "assert scale([1, 2], 3) == [3, 6]",
    "greet_code": """
def greet(name):
    ### BEGIN SOLUTION
    return "Hello, " + name + "!"
    ### END SOLUTION
""",
    "greet": 'assert greet("you") == "Hello, you!"',
    "table_code": """
### BEGIN SOLUTION
table = [n * n for n in range(5)]
with open("table.txt", "w") as file:
    file.writelines(f"{row}\\n" for row in table)
### END SOLUTION
""",
    "table": "assert len(table) == 5",
    "question_1": "Why does a factor of 1 change nothing?",
    "answer_1": "One is the neutral element of multiplication.",
}


def grader_note(student: Student, answer: str, mark_scheme: str) -> str:
    return f"{len(student.cell(answer).split())} words"


LAB = Lab(QUESTIONS, STAND_INS, Preparation(warm_up="import numpy"), grader_note=grader_note)


def solved() -> Any:
    """The source notebook, solutions marked as nbgrader reads them."""
    cells = [new_cell("markdown", "# A tiny lab", {})]
    for name, source in SOURCES.items():
        about = {"schema_version": 3, "grade_id": name, "grade": name in POINTS, "task": False}
        about |= {"solution": name.endswith("_code") or name.startswith("answer")}
        about |= {"locked": not about["solution"]}
        if name in POINTS:
            about["points"] = POINTS[name]
        cell_type = "markdown" if name.endswith("_1") else "code"
        cell = new_cell(cell_type, source.strip(), {"nbgrader": about})
        cell["id"] = name
        cells.append(cell)
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def released() -> Any:
    """What students get: the same cells without solutions."""
    notebook = solved()
    for cell in notebook.cells:
        cell.source = re.sub(r"### BEGIN SOLUTION.*### END SOLUTION", STUB, cell.source, flags=re.DOTALL)
        if cell.id == "answer_1":
            cell.source = "YOUR ANSWER HERE"
    return notebook


def make_course(folder: Path) -> Path:
    """The course folder with the lab's source and release; returns the path of the solved notebook."""
    for kind, notebook in (("source", solved()), ("release", released())):
        (folder / kind / NAME).mkdir(parents=True)
        nbformat.write(notebook, folder / kind / NAME / f"{NAME}.ipynb")
        (folder / kind / NAME / "helper.txt").write_text("a file of the assignment\n", encoding="utf-8")
    return folder / "source" / NAME / f"{NAME}.ipynb"
