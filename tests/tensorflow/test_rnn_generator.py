"""The handout's script, run as students run it: in a terminal without a screen, and in a notebook."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

LAB = Path(__file__).parents[2] / "source" / "lab13_rnn"
SCRIPT = LAB / "rnn_generator.py"
TEXT = (LAB / "character_sequence.txt").read_text()
FILES = ["generated.txt", "losses.csv", "plots.png", "settings.json", "versions.json"]
QUICK = ["--epochs", "2", "--hidden-size", "8"]


def run(folder, *options, results=None):
    """Run the script in `folder` without a display; `results` is its LAB13_RESULTS_DIR."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND", "LAB13_RESULTS_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    if results is not None:
        environment["LAB13_RESULTS_DIR"] = str(results)
    command = [sys.executable, str(SCRIPT), *options]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """The folder in which a quick run was made, and the finished process."""
    folder = tmp_path_factory.mktemp("first_run")
    return folder, run(folder, *QUICK)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_run_is_saved_whole(first_run):
    folder, process = first_run
    assert process.returncode == 0, process.stderr
    saved = folder / "results" / "run-001"
    assert sorted(path.name for path in saved.iterdir()) == FILES
    settings = json.loads((saved / "settings.json").read_text())
    assert {name: settings[name] for name in ("sequence_length", "hidden_size", "epochs", "seed")} == {
        "sequence_length": 20,
        "hidden_size": 8,
        "epochs": 2,
        "seed": 13,
    }
    assert set(json.loads((saved / "versions.json").read_text())) == {
        "python",
        "tensorflow",
        "numpy",
        "matplotlib",
    }
    with (saved / "losses.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert float(rows[1]["loss"]) < float(rows[0]["loss"]) < 3.0  # log 18 = 2.89 nats before training
    generated = (saved / "generated.txt").read_text()
    assert len(generated) == len(TEXT)
    assert generated[:5] == TEXT[:5]
    assert (saved / "plots.png").read_bytes().startswith(b"\x89PNG")


def test_the_log_can_be_read(first_run):
    _, process = first_run
    assert "\r" not in process.stdout
    assert "\b" not in process.stdout
    assert "Epoch 2/2 [##############################] loss" in process.stdout
    assert " cores, " in process.stdout
    assert f"  original   {TEXT[:60]}\n  generated  {TEXT[:5]}" in process.stdout
    assert str(Path("results", "run-001")) in process.stdout
    assert "Traceback" not in process.stderr


def test_the_same_seed_gives_the_same_run_and_overwrites_nothing(first_run):
    folder, _ = first_run
    before = contents(folder / "results" / "run-001")
    assert run(folder, *QUICK).returncode == 0
    assert contents(folder / "results" / "run-001") == before
    second = contents(folder / "results" / "run-002")
    assert {name: second[name] for name in FILES if name != "plots.png"} == {
        name: before[name] for name in FILES if name != "plots.png"
    }


def test_results_go_where_the_environment_says_and_any_text_will_do(tmp_path):
    (tmp_path / "own.txt").write_text("aßa", encoding="utf-8")  # shorter than the prompt
    options = ["--text", "own.txt", "--sequence_length", "1", "--temperature", "0", *QUICK]
    process = run(tmp_path, *options, results=tmp_path / "mounted" / "server")
    assert process.returncode == 0, process.stderr
    saved = tmp_path / "mounted" / "server" / "run-001"
    assert sorted(path.name for path in saved.iterdir()) == FILES
    assert len((saved / "generated.txt").read_text(encoding="utf-8")) == 3
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--sequence_length", "0"], "sequence_length"),
        (["--sequence_length", str(len(TEXT))], "sequence_length"),
        (["--sequence-length", "ten"], "sequence_length"),
        (["--hidden_size", "0"], "hidden_size"),
        (["--epochs", "0"], "epochs"),
        (["--epochs", "2.5"], "epochs"),
        (["--seed", "-1"], "seed"),
        (["--temperature", "-0.1"], "temperature"),
        (["--temperature", "nan"], "temperature"),
        (["--text", "missing.txt"], "missing.txt"),
        (["--text", "empty.txt"], "empty.txt"),
        (["--text", "picture.png"], "picture.png"),
        (["--colour", "red"], "--colour"),
    ],
)
def test_a_bad_setting_gets_one_line(tmp_path, options, named):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n")
    process = run(tmp_path, *options)
    assert process.returncode == 2
    assert len(process.stderr.splitlines()) == 1
    assert named in process.stderr
    assert process.stdout == ""
    assert not (tmp_path / "results").exists()


def test_results_fall_back_to_their_usual_place(tmp_path):
    (tmp_path / "file").touch()
    process = run(tmp_path, *QUICK, results=tmp_path / "file" / "results")
    assert process.returncode == 0, process.stderr
    assert process.stdout.count("cannot make the results folder") == 1
    assert sorted(path.name for path in (tmp_path / "results" / "run-001").iterdir()) == FILES


def test_a_results_folder_that_cannot_be_made_gets_one_line(tmp_path):
    (tmp_path / "results").touch()
    process = run(tmp_path)
    assert process.returncode == 2
    assert len(process.stderr.splitlines()) == 1
    assert "results folder" in process.stderr


def test_in_a_notebook_the_figure_is_shown_and_a_run_can_be_repeated(tmp_path):
    line = f"%run {SCRIPT} {' '.join(QUICK)}"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(line) for _ in range(2)])
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    for cell in notebook.cells:
        assert sum("image/png" in output.get("data", {}) for output in cell.outputs) == 1
    first, second = (contents(tmp_path / "results" / name) for name in ("run-001", "run-002"))
    assert first["losses.csv"] == second["losses.csv"]
    assert first["generated.txt"] == second["generated.txt"]


def test_the_script_gives_no_answer_away():
    source = SCRIPT.read_text()
    for answer in ("GradientTape", "tanh", "clip_by_global_norm", "def generate", "def make_windows"):
        assert answer not in source
