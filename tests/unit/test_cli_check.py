"""What `autograder check` prints of a grade."""

from typing import Any

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli import check
from autograder.grading.grade import Grade


def test_each_note_to_the_grader_stands_behind_its_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    comments = {"answer_1": "For the grader: 50 words", "answer_2": "For the grader: 60 words"}
    graded = Grade(5, nbformat.v4.new_notebook(), comments=comments)
    monkeypatch.setattr(check, "grade_submission", lambda *_: graded)
    notebook = tmp_path / "a.ipynb"
    notebook.write_text("{}", encoding="utf-8")
    done = CliRunner().invoke(check.command, [str(notebook)])
    assert "answer_1: For the grader: 50 words\nanswer_2: For the grader: 60 words\n" in done.output
