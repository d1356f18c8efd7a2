"""The last cell of the notebook: what it finds in a saved notebook, and what it packs."""

import copy
import importlib.util
import json
import unicodedata
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

LAB = Path(__file__).parents[2] / "source" / "lab13_rnn"
RELEASE = Path(__file__).parents[2] / "release" / "lab13_rnn"
ROWS = [{"value": value, "final_loss": loss} for value, loss in ((10, 0.1862), (20, 0.1053), (8, 0.7052), (5, 0.8018))]


@pytest.fixture(scope="module")
def hand_in() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hand_in", LAB / "hand_in.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def saved() -> dict[str, Any]:
    """The solved notebook as if it had been run and saved: numbered cells, a picture below each."""
    notebook = nbformat.read(LAB / "lab13_rnn.ipynb", as_version=4)
    picture = nbformat.v4.new_output("display_data", {"image/png": "iVBORw0KGgo="})
    for number, cell in enumerate([cell for cell in notebook.cells if cell.cell_type == "code"], start=1):
        cell.execution_count, cell.outputs = number, [picture]
    return json.loads(nbformat.writes(notebook))


def cell(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def test_finished_work_has_nothing_to_look_at(hand_in: ModuleType, saved: dict[str, Any]) -> None:
    assert hand_in.find_problems(saved, ROWS) == []


def test_a_fresh_release_lists_all_that_is_to_be_written(hand_in: ModuleType) -> None:
    release = json.loads((RELEASE / "lab13_rnn.ipynb").read_text(encoding="utf-8"))
    found = [what for _, what in hand_in.find_problems(release, [])]
    for function in ("build_vocabulary", "make_windows", "rnn_step", "forward", "train_step", "train", "generate"):
        assert f"{function}() is not written" in found
    for name in ("predictions is not written", "observations is not written", "answer 5 is not written"):
        assert name in found


@pytest.mark.parametrize(
    ("name", "change", "part", "what"),
    [
        ("answer_4", {"source": "Too short, at 0.71."}, "Part 9", "answer 4 has 4 words of at least 40"),
        ("answer_2", {"source": "word " * 40}, "Part 9", "answer 2 quotes no value"),
        ("answer_5", {"source": "YOUR ANSWER HERE"}, "Part 9", "answer 5 is not written"),
        ("trace", {"outputs": []}, "Part 7", "the figure of the states is not to be seen"),
        ("windows", {"execution_count": None}, "Part 2", "the cell windows has not been run"),
        (
            "forward",
            {"outputs": [{"output_type": "error", "ename": "NameError", "evalue": "name 'x'", "traceback": []}]},
            "Part 4",
            "the cell forward ended with NameError: name 'x'",
        ),
    ],
)
def test_each_thing_that_is_missing_is_named_with_its_part(
    hand_in: ModuleType, saved: dict[str, Any], name: str, change: dict[str, Any], part: str, what: str
) -> None:
    changed = copy.deepcopy(saved)
    cell(changed, name).update(change)
    [(heading, found)] = hand_in.find_problems(changed, ROWS)
    assert heading.startswith(part)
    assert found.startswith(what)


def test_a_notebook_saved_before_its_last_run_is_noticed(hand_in: ModuleType, saved: dict[str, Any]) -> None:
    count = max(cell.get("execution_count") or 0 for cell in saved["cells"])
    assert hand_in.find_problems(saved, ROWS, count - 1) == []
    [(_, what)] = hand_in.find_problems(saved, ROWS, count + 3)
    assert "save it" in what


def test_pressing_the_last_cell_again_is_no_run_that_was_not_saved() -> None:
    """Asked of the kernel that students use, whose own count is ahead by one in some versions."""
    found = f"import sys\nsys.path.insert(0, {str(LAB)!r})\nimport hand_in\n"
    press = f"{found}print(hand_in.last_run(globals()))  # hand_in.look("
    cells = [nbformat.v4.new_code_cell(source) for source in ("x = 1", "x = 2", press, press, "x = 3", press)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60).execute()
    assert [cell.outputs[0].text.strip() for cell in cells if cell.outputs] == ["2", "2", "5"]
    assert cells[4].execution_count == 5


def test_many_cells_that_were_not_run_are_one_line(hand_in: ModuleType, saved: dict[str, Any]) -> None:
    changed = copy.deepcopy(saved)
    for name in ("vocabulary", "windows", "rnn_step", "forward"):
        cell(changed, name)["execution_count"] = None
    assert hand_in.find_problems(changed, ROWS) == [("", "4 cells have not been run: Kernel, Restart and run all")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("two words", 2),
        ("- 20, 0.71 and $x$: – 5", 5),
        ("循环网络记得", 6),
        ("ネットの3つ", 6),
        ("รัก me", 4),
        ("", 0),
    ],
)
def test_words_are_counted_as_a_word_processor_does(hand_in: ModuleType, text: str, words: int) -> None:
    assert hand_in.count_words(text) == words


@pytest.mark.parametrize(
    "text", ["at 20", "0.71", "0,70", ".105", "a loss of 1.86e-01", "(0.11)", "0.8018 nats", "windows of 2"]
)
def test_a_value_in_a_usual_spelling_is_a_quote(hand_in: ModuleType, text: str) -> None:
    assert hand_in.quotes_a_value(text, {20.0, 2.0}, [row["final_loss"] for row in ROWS])


@pytest.mark.parametrize("text", ["at 21", "0.75", "0.1", "none"])
def test_another_number_is_none(hand_in: ModuleType, text: str) -> None:
    assert not hand_in.quotes_a_value(text, {20.0, 2.0}, [row["final_loss"] for row in ROWS])


def test_it_packs_the_notebook_and_the_results(
    hand_in: ModuleType,
    saved: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LAB13_RESULTS_DIR", raising=False)
    Path("lab13_rnn.ipynb").write_text(json.dumps(saved), encoding="utf-8")
    Path("results/run-001").mkdir(parents=True)
    Path("results/run-001/runs.csv").write_text("parameter,value\n", encoding="utf-8")
    hand_in.look("Zoë O'Hara", {"experiments": ROWS})
    with zipfile.ZipFile("lab13_rnn_Zoe_O_Hara.zip") as packed:
        assert sorted(packed.namelist()) == ["lab13_rnn.ipynb", "results/run-001/runs.csv"]
        assert json.loads(packed.read("lab13_rnn.ipynb")) == saved
    assert "nothing is missing" in capsys.readouterr().out
    hand_in.look(hand_in.NOBODY, {"experiments": ROWS})
    assert "write your name" in capsys.readouterr().out
    assert Path("lab13_rnn_NAME.zip").is_file()


@pytest.mark.parametrize(
    ("name", "in_file_names"),
    [
        ("Zoë Müller", "Zoe_Mueller"),
        (unicodedata.normalize("NFD", "Zoë Müller"), "Zoe_Mueller"),
        ("Łukasz  Nguyễn-Sørensen", "Lukasz_Nguyen-Soerensen"),
        ("../a<b>:c|d?*\\e\t.", "a_b_c_d_e"),
        ("王小明", "王小明"),
        ("प्रिया", "प्रिया"),
        ("", "NAME"),
        ("…", "NAME"),
        ("a" * 300, "a" * 60),
    ],
)
def test_the_zip_file_has_a_name_that_every_system_takes(hand_in: ModuleType, name: str, in_file_names: str) -> None:
    assert hand_in.in_file_names(name) == in_file_names


def test_without_a_file_it_says_what_to_do(
    hand_in: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    hand_in.look("me", {})
    assert "Download it" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
