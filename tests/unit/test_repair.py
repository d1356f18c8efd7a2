"""Damage that honest students do to a notebook, mended before it is run. No kernel: what is mended is read, not run."""

import copy
import json

import nbformat
import pytest

from autograder.grading import assignment as assignments
from autograder.grading.grade import mend
from autograder.grading.repair import repair
from autograder.grading.submission import grade_id, parse_notebook

LAB = "lab13_rnn"
WORK = "def make_windows(ids, sequence_length):\n    return 'my own work'"


@pytest.fixture(scope="module")
def lab(pytestconfig):
    return assignments.load(pytestconfig.rootpath, LAB)


@pytest.fixture
def notebook(pytestconfig):
    """The released notebook with one question worked on, as plain JSON data."""
    path = pytestconfig.rootpath / "release" / LAB / f"{LAB}.ipynb"
    data = json.loads(path.read_text(encoding="utf-8"))
    cell(data, "windows_code")["source"] = WORK
    return data


def cell(notebook, name):
    (found,) = (one for one in notebook["cells"] if one["id"] == name)
    return found


def position(notebook, name):
    return notebook["cells"].index(cell(notebook, name))


def mended(data, lab):
    """The mended cells' sources by grade id, in order, and the notes."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    notebook, notes, problem = mend(lab, raw)
    assert problem == ""
    nbformat.validate(notebook)
    names = [grade_id(one) for one in notebook.cells if grade_id(one)]
    assert names == list(lab.source_cells), "every cell of the assignment once, in its order"
    for one in notebook.cells:
        if name := grade_id(one):
            assert one.cell_type == lab.source_cells[name].cell_type
            assert one.metadata.nbgrader.get("points") == lab.source_cells[name].metadata.nbgrader.get("points")
    return {grade_id(one): one.source for one in notebook.cells if grade_id(one)}, notes


def test_an_undamaged_notebook_is_left_as_it_is(notebook, lab):
    sources, notes = mended(notebook, lab)
    assert notes == []
    assert sources["windows_code"] == WORK


def test_mending_twice_changes_nothing_more(notebook, lab):
    notebook["cells"].reverse()
    once, _, _ = mend(lab, json.dumps(notebook).encode())
    again = parse_notebook(nbformat.writes(once).encode())
    assert repair(again, lab) == []
    assert [one.source for one in again.cells] == [one.source for one in once.cells]


@pytest.mark.parametrize("name", ["windows", "windows_code", "question_1", "answer_2", "setup"])
def test_a_deleted_cell_comes_back(notebook, lab, name):
    notebook["cells"].remove(cell(notebook, name))
    sources, notes = mended(notebook, lab)
    assert notes == [f"the cell {name} was missing and was put back in its first state"]
    released = lab.source_cells if lab.is_locked(name) else lab.release_cells
    assert sources[name] == released[name].source


def test_of_a_duplicated_cell_the_copy_with_work_counts(notebook, lab):
    untouched = copy.deepcopy(cell(notebook, "windows_code")) | {"id": "copy", "source": ""}
    untouched["source"] = lab.release_cells["windows_code"].source
    for place in (position(notebook, "windows_code"), position(notebook, "windows_code") + 1):
        damaged = copy.deepcopy(notebook)
        damaged["cells"].insert(place, untouched)
        sources, notes = mended(damaged, lab)
        assert sources["windows_code"] == WORK
        assert notes == ["the cell windows_code was there more than once; one copy counts"]


def test_a_duplicated_graded_cell_counts_once(notebook, lab):
    notebook["cells"].append(copy.deepcopy(cell(notebook, "windows")) | {"id": "copy"})
    _, notes = mended(notebook, lab)
    assert "the cell windows was there more than once; one copy counts" in notes


def test_a_split_cell_keeps_both_halves_in_place(notebook, lab):
    place = position(notebook, "vocabulary_code")
    cell(notebook, "vocabulary_code")["source"] = "def build_vocabulary(text): ..."
    half = {"cell_type": "code", "id": "half", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].insert(place + 1, half | {"source": "def encode(text, char_to_id): ..."})
    nb, _, _ = mend(lab, json.dumps(notebook).encode())
    texts = [one.source for one in nb.cells]
    assert texts.index("def encode(text, char_to_id): ...") == texts.index("def build_vocabulary(text): ...") + 1


@pytest.mark.parametrize(
    ("name", "cell_type"), [("windows_code", "markdown"), ("windows", "raw"), ("answer_1", "code"), ("answer_1", "raw")]
)
def test_a_re_typed_cell_gets_its_type_back(notebook, lab, name, cell_type):
    damaged = cell(notebook, name)
    damaged["cell_type"] = cell_type
    damaged["source"] = "some work of mine" if name == "answer_1" else damaged["source"]
    if cell_type == "code":
        damaged |= {"outputs": [], "execution_count": None}
    else:
        damaged.pop("outputs", None)
        damaged.pop("execution_count", None)
    sources, notes = mended(notebook, lab)
    if not lab.is_locked(name):
        assert sources[name] == damaged["source"]
        assert notes == [f"the cell {name} had become {cell_type} and was turned back to {_type(lab, name)}"]


def _type(lab, name):
    return lab.source_cells[name].cell_type


def test_cells_in_another_order_go_back(notebook, lab):
    notebook["cells"].append(notebook["cells"].pop(position(notebook, "windows_code")))
    sources, notes = mended(notebook, lab)
    assert sources["windows_code"] == WORK
    assert notes == ["cells stood in another order and were put back in theirs"]


@pytest.mark.parametrize("with_ids", [True, False], ids=["ids kept", "ids gone"])
def test_stripped_metadata_is_found_again(notebook, lab, with_ids):
    for one in notebook["cells"]:
        one["metadata"] = {}
        if not with_ids:
            del one["id"]
    notebook["nbformat_minor"] = 5 if with_ids else 4
    sources, _ = mended(notebook, lab)
    assert sources["windows_code"] == WORK


def test_without_metadata_or_ids_the_answers_are_found_below_their_questions(notebook, lab):
    cell(notebook, "answer_3")["source"] = "An answer of my own."
    for one in notebook["cells"]:
        one["metadata"] = {}
        del one["id"]
    notebook["nbformat_minor"] = 4
    sources, _ = mended(notebook, lab)
    assert sources["answer_3"] == "An answer of my own."
    assert sources["answer_2"] == "YOUR ANSWER HERE"


def test_an_edited_locked_cell_is_put_back(notebook, lab):
    cell(notebook, "windows")["source"] = "print(10)"
    sources, _ = mended(notebook, lab)
    assert sources["windows"] == lab.source_cells["windows"].source


def test_an_old_nbformat_is_read(notebook, lab):
    old = nbformat.convert(nbformat.reads(json.dumps(notebook), as_version=4), 3)
    sources, _ = mended(nbformat.v3.nbjson.writes(old).encode(), lab)
    assert sources["windows_code"] == WORK


@pytest.mark.parametrize(
    "transform",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("my own work", "caf\u00e9").encode("latin-1", "replace"),
        lambda text: text.encode("utf-16"),
    ],
    ids=["BOM", "CRLF", "latin-1", "utf-16"],
)
def test_other_encodings_are_read(notebook, lab, transform):
    text = json.dumps(notebook, ensure_ascii=False, indent=1)
    sources, _ = mended(transform(text), lab)
    assert "def make_windows" in sources["windows_code"]


def test_carriage_returns_inside_cells_go(notebook, lab):
    cell(notebook, "windows_code")["source"] = WORK.replace("\n", "\r\n")
    assert mended(notebook, lab)[0]["windows_code"] == WORK


def test_another_kernel_name_is_replaced(notebook, lab):
    notebook["metadata"]["kernelspec"] = {"name": "my_env", "display_name": "My env"}
    nb, _, _ = mend(lab, json.dumps(notebook).encode())
    assert nb.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("data", [b"", b"{", b"[1, 2]", b"\xff\xfe\x00", b'{"cells": 3}', b"[" * 100_000])
def test_what_cannot_be_read_is_left_to_a_person(lab, data):
    nb, notes, problem = mend(lab, data)
    assert problem.startswith("the submitted file could not be graded: it is not a notebook")
    assert notes == []
    assert [grade_id(one) for one in nb.cells] == list(lab.source_cells)
