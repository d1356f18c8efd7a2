"""`autograder check` as a program: its report, its refusals."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import samples

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("cli")]
FIELDS = {"name", "title", "outcome", "weight", "message", "help"}


def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", "check", *map(str, arguments)]
    return subprocess.run(command, cwd=samples.ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory):
    """The JSON report on the untouched release with one function written."""
    folder = tmp_path_factory.mktemp("check")
    notebook = (samples.ROOT / "release" / samples.ASSIGNMENT / samples.NOTEBOOK).read_text(encoding="utf-8")
    data = json.loads(notebook)
    (cell,) = (cell for cell in data["cells"] if cell["id"] == "rnn_step_code")
    cell["source"] = "rnn_step = lambda p, i, h: tf.tanh(tf.gather(p['W_xh'], i) + h @ p['W_hh'] + p['b_h'])"
    (folder / samples.NOTEBOOK).write_text(json.dumps(data), encoding="utf-8")
    done = check(folder / samples.NOTEBOOK, "--json", "--seed", "7")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_report_follows_its_schema(report):
    assert report["schema"] == 1
    assert report["seed"] == 7
    assert report["max"] == 90
    assert report["score"] == sum(question["score"] for question in report["questions"].values()) == 10
    for question in report["questions"].values():
        assert len(question["checks"]) >= 3
        assert all(set(one) == FIELDS for one in question["checks"])


def test_it_scores_what_is_there(report):
    assert report["questions"]["rnn_step"]["score"] == 10
    assert {one["outcome"] for one in report["questions"]["rnn_step"]["checks"]} == {"PASSED"}


def test_what_is_not_written_is_called_so(report):
    messages = [one["message"] for one in report["questions"]["windows"]["checks"]]
    assert "make_windows() is not written yet" in messages


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "is not a file"),
        (b"no JSON at all", "its text is not JSON"),
        (b'{"a": 1}', "it has no list of cells"),
        (b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "not the notebook of lab13_rnn"),
    ],
)
def test_what_is_no_notebook_of_the_lab_gets_one_line_and_exit_code_2(tmp_path: Path, content, complaint):
    path = tmp_path / "x.ipynb"
    if content is not None:
        path.write_bytes(content)
    done = check(path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert complaint in done.stderr
    assert str(path) in done.stderr


def test_outside_a_course_it_says_what_to_do(tmp_path: Path):
    notebook = samples.ROOT / "release" / samples.ASSIGNMENT / samples.NOTEBOOK
    done = check(notebook, "--course", tmp_path)
    assert done.returncode == 2
    assert "--course" in done.stderr
