"""What students may call themselves does nothing in a spreadsheet."""

import csv
import os
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.gradebook.export import ExportWithoutFalseZeros
from autograder.grading.reports.spreadsheet import inert

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", '=HYPERLINK("http://x","y")']


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ada", "O'Neil", "-0.5", "+3", "2026-01-01", "a=1", "ada@example.org", "—"])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_names_in_the_exported_grades_are_quoted_and_do_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable), prepend=os.pathsep)  # where nbgrader's alembic is
    name = '=HYPERLINK("http://x", "y")'
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("lab")
        gradebook.add_student("s1", last_name=name, first_name="-1+1\n@x", email="=1@example.org")
        ExportWithoutFalseZeros(to=str(tmp_path / "grades.csv")).export(gradebook)
    with open(tmp_path / "grades.csv", newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["last_name"], row["first_name"], row["email"]) == (f"'{name}", "'-1+1\n@x", "'=1@example.org")
    assert (row["student_id"], row["score"]) == ("s1", "0.0")
