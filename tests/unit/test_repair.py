"""Damage that honest students do to a notebook, mended before it is run. No kernel: what is mended is read, not run."""

import copy
import json

import nbformat
import pytest

from autograder.grading import assignment as assignments
from autograder.grading.grade import mend
from autograder.grading.repair import repair
from autograder.grading.submission import MAX_CHARACTERS, grade_id, parse_notebook

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
    assert notes == ["cells were out of order and were put back in order"]


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


# What follows is by kind: what students do to a notebook, and what a fair reader would still find in it.


def functions(lab, *names):
    """The solved source of some solution cells."""
    return "\n\n\n".join(lab.source_cells[name].source for name in names)


SOLUTIONS = ("vocabulary_code", "windows_code", "rnn_step_code", "forward_code", "train_step_code", "train_code")


def code(source, **about):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, **about}


def text(source, cell_type="markdown", **about):
    return {"cell_type": cell_type, "metadata": {}, "source": source, **about}


def run(data, lab):
    """Runs the mended definitions in order, as a kernel would; what is tested at each test cell, by its name."""
    notebook, notes, problem = mend(lab, json.dumps(data).encode())
    assert problem == ""
    namespace, at_test = {}, {}
    for one in notebook.cells:
        name = grade_id(one)
        if name in lab.graded:
            at_test[name] = dict(namespace)
        elif one.cell_type == "code" and (name is None or not lab.is_locked(name)):
            try:
                exec(one.source, namespace)
            except Exception:
                continue
    return at_test, notes


def is_written(namespace, name):
    return name in namespace and "NotImplementedError" not in namespace[name].__code__.co_names


NAMES = {"vocabulary": "encode", "windows": "make_windows", "rnn_step": "rnn_step", "forward": "forward"}
NAMES |= {"train": "train"}


@pytest.mark.parametrize("others", ["deleted", "left as they were"])
@pytest.mark.parametrize("place", ["first solution cell", "own cell at the top", "own cell at the end", "last one"])
@pytest.mark.parametrize("indented", [False, True], ids=["", "indented"])
@pytest.mark.parametrize("stripped", [False, True], ids=["", "stripped"])
def test_all_functions_in_one_cell_win_over_stubs(notebook, lab, others, place, indented, stripped):
    cell(notebook, "windows_code")["source"] = lab.release_cells["windows_code"].source
    everything = functions(lab, *SOLUTIONS)
    if indented:
        everything = "\n".join("    " + line if line else "" for line in everything.splitlines())
        everything = "if True:\n" + everything
    if place == "first solution cell":
        cell(notebook, "vocabulary_code")["source"] = everything
    elif place == "last one":
        cell(notebook, "train_code")["source"] = everything
    else:
        notebook["cells"].insert(0 if "top" in place else len(notebook["cells"]), code(everything, id="mine"))
    kept = {"first solution cell": "vocabulary_code", "last one": "train_code"}.get(place)
    if others == "deleted":
        notebook["cells"] = [one for one in notebook["cells"] if one["id"] not in SOLUTIONS or one["id"] == kept]
    if stripped:
        for one in notebook["cells"]:
            one["metadata"] = {}
            del one["id"]
        notebook["nbformat_minor"] = 4
    at_test, notes = run(notebook, lab)
    assert [name for test, name in NAMES.items() if not is_written(at_test[test], name)] == []
    assert any("in another cell" in note for note in notes)


FIRST_LINES = ("#@title Windows\n", "%%time\n", "%%capture out\n", "!pip install tqdm\n", "\ufeff", "files = !ls\n")
INDENTS = [("", "    "), ("", "\t"), ("%%time\n", "    "), *((line, "") for line in FIRST_LINES)]


@pytest.mark.parametrize(("first", "indent"), INDENTS)
def test_a_definition_without_its_marks_is_known(notebook, lab, first, indent):
    source = first + "\n".join(indent + line for line in WORK.splitlines())
    cell(notebook, "windows_code").update(metadata={}, id="abc", source=source)
    sources, _ = mended(notebook, lab)
    assert "my own work" in sources["windows_code"]


def test_one_function_moved_to_another_cell_takes_its_stub_out(notebook, lab):
    whole = lab.source_cells["vocabulary_code"].source
    released = lab.release_cells["vocabulary_code"].source
    head, tail = released[: released.index("def encode")], whole[whole.index("def encode") :]
    cell(notebook, "vocabulary_code")["source"] = (
        head.replace("raise NotImplementedError", "pass  #") + released[released.index("def encode") :]
    )
    notebook["cells"].insert(position(notebook, "vocabulary_code"), code(tail, id="helpers"))
    at_test, _ = run(notebook, lab)
    assert is_written(at_test["vocabulary"], "encode")
    assert is_written(at_test["vocabulary"], "decode")


@pytest.mark.parametrize("place", ["above", "below", "behind the test", "at the end"])
def test_helpers_in_cells_of_their_own_are_there_when_judged(notebook, lab, place):
    cell(notebook, "windows_code")["source"] = "def make_windows(ids, sequence_length):\n    return _cut(ids, WIDTH)"
    helper = code("WIDTH = 3\n\n\ndef _cut(ids, width):\n    return [ids] * width", id="helper")
    at = {"above": "windows_code", "below": "windows", "behind the test": "look_at_windows", "at the end": "finish"}
    notebook["cells"].insert(position(notebook, at[place]), helper)
    at_test, notes = run(notebook, lab)
    assert at_test["windows"]["make_windows"]([1], 1) == [[1]] * 3
    assert bool(notes) == (place in ("behind the test", "at the end"))


def test_a_later_try_of_the_students_does_not_take_the_place_of_the_marked_cell(notebook, lab):
    later = code("def make_windows(ids, sequence_length):\n    return 'a later try'", id="try")
    notebook["cells"].append(later)
    at_test, notes = run(notebook, lab)
    assert at_test["windows"]["make_windows"]([], 1) == "my own work"
    assert notes == []


def test_a_copy_of_the_stub_does_not_take_the_place_of_work(notebook, lab):
    stub = code(lab.release_cells["windows_code"].source, id="copy")
    notebook["cells"].insert(position(notebook, "windows_code") + 1, stub)
    at_test, _ = run(notebook, lab)
    assert at_test["windows"]["make_windows"]([], 1) == "my own work"


ANSWER = "Longer windows made the loss fall from 0.71 to 0.31."
REST = "The text went in circles."


def answered(notebook, lab, name="answer_1"):
    sources, notes = mended(notebook, lab)
    return sources[name], notes


@pytest.mark.parametrize("cell_type", ["markdown", "raw", "code"])
@pytest.mark.parametrize("place", [-1, 0, 1], ids=["between question and answer", "instead of it", "below it"])
def test_an_answer_beside_its_cell_is_the_answer(notebook, lab, place, cell_type):
    own = code(f"# {ANSWER}", id="mine") if cell_type == "code" else text(ANSWER, cell_type, id="mine")
    at = position(notebook, "answer_1")
    if place == 0:
        notebook["cells"][at] = own
    else:
        notebook["cells"].insert(at + max(place, 0), own)
    found, notes = answered(notebook, lab)
    assert found.lstrip("# ") == ANSWER
    assert notes
    assert sum(ANSWER in "".join(one["source"]) for one in notebook["cells"]) == 1


@pytest.mark.parametrize("marked", [True, False], ids=["halves with the same mark", "half without"])
def test_an_answer_split_in_two_is_one(notebook, lab, marked):
    cell(notebook, "answer_1")["source"] = ANSWER
    half = copy.deepcopy(cell(notebook, "answer_1")) | {"id": "half", "source": REST}
    if not marked:
        half["metadata"] = {}
    notebook["cells"].insert(position(notebook, "answer_1") + 1, half)
    found, notes = answered(notebook, lab)
    assert found == f"{ANSWER}\n\n{REST}"
    assert not any("more than once" in note for note in notes)


@pytest.mark.parametrize("stripped", [False, True], ids=["", "stripped"])
@pytest.mark.parametrize("joint", ["\n\n", "\n", " "], ids=["a paragraph", "a line", "the same line"])
def test_an_answer_typed_into_the_question_is_the_answer(notebook, lab, joint, stripped):
    question = cell(notebook, "question_1")
    question["source"] = "".join(question["source"]).rstrip() + joint + ANSWER
    if stripped:
        for one in notebook["cells"]:
            one["metadata"] = {}
            del one["id"]
        notebook["nbformat_minor"] = 4
    sources, notes = mended(notebook, lab)
    assert sources["answer_1"].strip() == ANSWER
    assert sources["question_1"] == lab.source_cells["question_1"].source
    assert any("question_1" in note for note in notes)


def test_a_heading_above_the_answer_and_the_stub_left_in_it(notebook, lab):
    notebook["cells"].insert(position(notebook, "answer_1"), text("**My answer:**", id="heading"))
    cell(notebook, "answer_1")["source"] = f"YOUR ANSWER HERE\n\n{ANSWER}"
    assert answered(notebook, lab)[0] == f"**My answer:**\n\n{ANSWER}"


def test_question_and_answer_merged_into_one_cell(notebook, lab):
    question = cell(notebook, "question_1")
    question["source"] = "".join(question["source"]) + f"\n\n{ANSWER}"
    notebook["cells"].remove(cell(notebook, "answer_1"))
    assert answered(notebook, lab)[0] == ANSWER


def test_code_between_the_answers_stays_code(notebook, lab):
    cell(notebook, "answer_1")["source"] = ANSWER
    notebook["cells"].insert(position(notebook, "answer_1") + 1, code("print(losses)", id="mine"))
    found, notes = answered(notebook, lab)
    assert (found, notes) == (ANSWER, [])


def test_the_labs_own_text_is_no_answer(notebook, lab):
    notebook["cells"].remove(cell(notebook, "analysis_answered"))
    sources, notes = mended(notebook, lab)
    assert sources["answer_5"] == "YOUR ANSWER HERE"
    assert notes == ["the cell analysis_answered was missing and was put back in its first state"]


def test_pictures_pasted_below_an_answer_come_along(notebook, lab):
    picture = {"plot.png": {"image/png": "aGVsbG8="}}
    own = text(f"{ANSWER} ![plot](attachment:plot.png)", id="mine", attachments=picture)
    notebook["cells"].insert(position(notebook, "answer_1") + 1, own)
    nb, _, _ = mend(lab, json.dumps(notebook).encode())
    (found,) = (one for one in nb.cells if grade_id(one) == "answer_1")
    assert found.attachments == picture


def behind(notebook, lab, name):
    """The student's own cells behind the locked cell `name`, once mended, and the notes."""
    nb, notes, _ = mend(lab, json.dumps(notebook).encode())
    at = next(i for i, one in enumerate(nb.cells) if grade_id(one) == name)
    own = []
    for one in nb.cells[at + 1 :]:
        if grade_id(one) or one.source.strip() in lab.texts:
            break
        own.append((one.cell_type, one.source))
    assert nb.cells[at].source == lab.source_cells[name].source
    return own, notes


@pytest.mark.parametrize("stripped", [False, True], ids=["", "stripped"])
@pytest.mark.parametrize("at", [0, 3, None], ids=["at its top", "in between", "at its end"])
def test_imports_added_to_a_locked_cell_are_kept(notebook, lab, at, stripped):
    setup = cell(notebook, "setup")
    lines = "".join(setup["source"]).splitlines()
    added = ["import random", "from collections import Counter"]
    setup["source"] = "\n".join([*lines[:at], *added, *lines[at:]] if at is not None else [*lines, *added])
    if stripped:
        setup.update(metadata={}, id="abc")
    own, notes = behind(notebook, lab, "setup")
    assert own == [("code", "import random\n\nfrom collections import Counter")]
    assert any("the locked cell setup was changed (“import random”)" in note for note in notes)


def test_a_solution_written_into_a_test_cell_counts(notebook, lab):
    cell(notebook, "windows_code")["source"] = lab.release_cells["windows_code"].source
    test = cell(notebook, "windows")
    test["source"] = WORK + "\n\n\n" + "".join(test["source"])
    at_test, notes = run(notebook, lab)
    assert at_test["windows"]["make_windows"]([], 1) == "my own work"
    assert any("the locked cell windows was changed" in note for note in notes)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("training_settings", "CLIP_NORM = 1.0", "CLIP_NORM = 5.0"), ("experiment_settings", "SEED = 13", "SEED = 7")],
)
def test_a_given_value_changed_in_its_locked_cell_is_put_back_and_told(notebook, lab, name, old, new):
    changed = cell(notebook, name)
    changed["source"] = "".join(changed["source"]).replace(old, new)
    own, notes = behind(notebook, lab, name)
    assert [kind for kind, _ in own] == ["raw"]
    assert (
        notes
        == [
            f"the locked cell {name} was changed (“{new}”) and was put back to its first state; "
            "what was added is kept in a cell below it"
        ]
        or new in notes[0]
    )


def test_asserts_taken_out_of_a_test_cell_are_told(notebook, lab):
    cell(notebook, "windows")["source"] = "print('Part 2 looks good.')"
    _, notes = behind(notebook, lab, "windows")
    assert any("the locked cell windows was changed" in note for note in notes)


def test_a_front_end_that_keeps_no_metadata_is_noted(notebook, lab):
    for one in notebook["cells"]:
        one["metadata"] = {}
        one["id"] = f"vscode-{notebook['cells'].index(one)}"
    _, notes = mended(notebook, lab)
    assert any("metadata was missing from" in note for note in notes)


def test_no_break_spaces_in_code_are_blanks(notebook, lab):
    cell(notebook, "windows_code")["source"] = WORK.replace("    ", "\u00a0\u00a0\u00a0\u00a0")
    sources, notes = mended(notebook, lab)
    assert sources["windows_code"] == WORK
    assert notes == ["no-break spaces in windows_code were replaced by ordinary spaces"]


def test_no_break_spaces_in_a_string_stay(notebook, lab):
    source = WORK.replace("my own work", "my\u00a0own work")
    cell(notebook, "windows_code")["source"] = source
    assert mended(notebook, lab)[0]["windows_code"] == source


@pytest.mark.parametrize("source", ["x" * 200_000, " " * 200_000, "\t" * 100_000 + "?", "(" * 100_000, "-" * 100_000])
def test_hostile_sources_are_read_in_time(notebook, lab, source):
    cell(notebook, "windows_code")["source"] = source
    more = (MAX_CHARACTERS - 100_000) // len(source) - 1  # as many as are read at all, beside the lab's own cells
    notebook["cells"] += [code(source, id=f"bomb-{i}") for i in range(more)]
    assert mended(notebook, lab)[0]["windows_code"].strip() == source.strip()
