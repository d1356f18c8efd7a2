"""A lab in a package of its own, outside this repository: released, graded, explained and judged again."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

ROOT = Path(__file__).parents[2]
NAME = "lab14_fractions"
PACKAGE = '''
"""Lab 14: fractions."""

from dataclasses import dataclass
from fractions import Fraction

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.kernel.preparation import Preparation
from autograder.kernel.wire import Made
from autograder.labs.lab import Lab


@dataclass(frozen=True)
class Exact(Made):
    """A fraction, which the maker below makes in the kernel."""

    value: Fraction
    kind = "exact"

    @property
    def content(self):
        return [self.value.numerator, self.value.denominator]


def drawn(rng):
    return Fraction(int(rng.integers(1, 50)), int(rng.integers(2, 50)))


@check(weight=1)
def adds(student, rng):
    """add() adds two fractions"""
    for _ in range(3):
        one, other = drawn(rng), drawn(rng)
        text = expect.string(student.call("add", Exact(one), Exact(other)), "add()")
        if text != str(one + other):
            raise CheckFailed(f"add({one}, {other}) gave {text!r}", help="A common denominator?")


@check(weight=1, after=[adds])
def has_no_limit(student, rng):
    """add() is exact for large denominators"""
    one, other = Fraction(1, 10**30), Fraction(1, 10**29)
    if student.call("add", Exact(one), Exact(other)) != str(one + other):
        raise CheckFailed("add() rounds")


@check(weight=1)
def halves(student, rng):
    """half() halves the sum that add() makes"""
    one = drawn(rng)
    if student.call("half", Exact(one), Exact(one)) != str(one):
        raise CheckFailed(f"half() of {one} and itself is not {one}")


MAKERS = """
from fractions import Fraction

def exact(parts):
    return Fraction(*parts)
"""
STAND_INS = """
def add(one, other):
    return str(one + other)
"""
LAB = Lab(
    questions=(Question("add", (adds, has_no_limit), stand_ins=("add",)), Question("half", (halves,))),
    stand_ins=STAND_INS,
    kernel=Preparation(makers=MAKERS, environment=(("LAB14", "yes"),)),
    grader_note=lambda student, answer, scheme: f"{len(student.cell(answer))} characters; {scheme.splitlines()[0]}",
)
'''
CELLS = {
    "add_code": """
        from fractions import Fraction
        ### BEGIN SOLUTION
        def add(one, other):
            return str(one + other)
        ### END SOLUTION
        """,
    "add": "assert add(Fraction(1, 2), Fraction(1, 3)) == '5/6'",
    "half_code": """
        import os
        assert os.environ["LAB14"] == "yes"
        ### BEGIN SOLUTION
        def half(one, other):
            return str(Fraction(add(one, other)) / 2)
        ### END SOLUTION
        """,
    "half": "assert half(Fraction(1), Fraction(1)) == '1'",
    "why": "Why is 0.1 + 0.2 not 0.3?",
    "because": "Because binary fractions round.",
}
POINTS = {"add": 6, "half": 4, "because": 2}
WRONG = "def add(one, other):\n    return str(Fraction(one.numerator + other.numerator, one.denominator))"


def source() -> Any:
    cells = []
    for name, text in CELLS.items():
        about = {"schema_version": 3, "grade_id": name, "grade": name in POINTS, "task": False}
        about |= {"solution": name.endswith("_code") or name == "because"}
        about |= {"locked": not about["solution"]} | ({"points": POINTS[name]} if name in POINTS else {})
        make = nbformat.v4.new_markdown_cell if name in ("why", "because") else nbformat.v4.new_code_cell
        cells.append(make(dedent(text).strip(), metadata={"nbgrader": about}, id=name.replace("_", "-")))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed packages with one that has a lab."""
    folder = tmp_path_factory.mktemp("site")
    files = {
        "my_course/__init__.py": '"""A course of its own."""\n',
        "my_course/lab14.py": PACKAGE,
        "my_course-2.5.dist-info/METADATA": "Metadata-Version: 2.1\nName: my-course\nVersion: 2.5\n",
        "my_course-2.5.dist-info/entry_points.txt": f"[autograder.labs]\n{NAME} = my_course.lab14:LAB\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(course: Path, site: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "LAB13_COURSE_ROOT"}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=course,
        env=environment | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def course(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with the lab released, one right and one wrong submission, and their grades."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    (folder / "source" / NAME).mkdir(parents=True)
    nbformat.write(source(), folder / "source" / NAME / f"{NAME}.ipynb")
    released = run(folder, site, "nbgrader", "generate_assignment", NAME)
    assert released.returncode == 0, released.stderr
    for student, add in (("right", None), ("wrong", WRONG)):
        notebook = source()
        if add:
            notebook.cells[0].source = f"from fractions import Fraction\n\n{add}"
        (folder / "submitted" / student / NAME).mkdir(parents=True)
        nbformat.write(notebook, folder / "submitted" / student / NAME / f"{NAME}.ipynb")
    graded = run(folder, site, "autograder", "grade", NAME)
    assert graded.returncode == 0, graded.stdout + graded.stderr
    return folder


def scores(course: Path, student: str) -> dict[str, float | None]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission(NAME, student).notebooks
        return {grade.name: grade.auto_score for grade in notebook.grades if grade.name != "because"}


def test_the_release_holds_no_solution(course: Path) -> None:
    released = (course / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "str(one + other)" not in released


def test_each_grade_is_right_and_a_mistake_costs_its_own_points_once(course: Path) -> None:
    assert scores(course, "right") == {"add": 6, "half": 4}
    assert scores(course, "wrong") == {"add": 0, "half": 4}


def test_it_is_explained_with_what_the_package_sent(course: Path, site: Path) -> None:
    said = run(course, site, "autograder", "explain", "wrong", "add").stdout
    assert "asked   add(exact of [" in said
    assert "my-course 2.5" in said
    noted = run(course, site, "autograder", "explain", "right", "because").stdout
    assert "31 characters; Why is 0.1 + 0.2 not 0.3?" in noted


def test_it_is_checked_alone_without_naming_the_assignment(course: Path, site: Path) -> None:
    notebook = course / "submitted" / "right" / NAME / f"{NAME}.ipynb"
    done = run(course, site, "autograder", "check", str(notebook), "--json")
    assert json.loads(done.stdout)["score"] == 10, done.stderr


def test_after_a_change_of_weights_it_is_judged_again_from_evidence(course: Path, site: Path, tmp_path: Path) -> None:
    changed = tmp_path / "site"
    shutil.copytree(site, changed, ignore=shutil.ignore_patterns("__pycache__"))
    module = changed / "my_course" / "lab14.py"
    checks = module.read_text(encoding="utf-8").replace("(adds, has_no_limit)", "(adds, large)")
    old = "@check(weight=1, after=[adds])\ndef has_no_limit("
    assert old in checks
    module.write_text(checks.replace(old, "@check(weight=2)\ndef large("), encoding="utf-8")
    done = run(course, changed, "autograder", "regrade", NAME, "--diff")
    assert "1 judged from evidence, 1 run again" in done.stdout, done.stdout + done.stderr
    assert "has_no_limit is gone" in done.stdout
