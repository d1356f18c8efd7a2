"""Where a notebook may lie in what was handed in, and what is said where there is none. Real folders and zip files."""

import io
import json
import zipfile

import pytest

from autograder.grading import assignment as assignments
from autograder.grading.recipe import mended_submission, read_submission
from autograder.grading.submission import grade_id

LAB = "lab13_rnn"
WORK = "def make_windows(ids, sequence_length):\n    return helper()"


@pytest.fixture(scope="module")
def lab(pytestconfig):
    return assignments.load(pytestconfig.rootpath, LAB)


@pytest.fixture(scope="module")
def worked(pytestconfig):
    """The bytes of a notebook with one question worked on."""
    data = json.loads((pytestconfig.rootpath / "release" / LAB / f"{LAB}.ipynb").read_text(encoding="utf-8"))
    (cell,) = (one for one in data["cells"] if one["id"] == "windows_code")
    cell["source"] = WORK
    return json.dumps(data).encode()


def zipped(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def put(folder, files):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


HELPER = b"def helper(): return 1\n"
PLACES = {
    "a folder in a folder": lambda nb: {f"{LAB}/{LAB}.ipynb": nb, f"{LAB}/helper.py": HELPER},
    "two folders down": lambda nb: {f"a/{LAB}/{LAB}.ipynb": nb, f"a/{LAB}/helper.py": HELPER},
    "capitals": lambda nb: {f"{LAB.upper()}.IPYNB": nb, "helper.py": HELPER},
    "a text file": lambda nb: {f"{LAB}.ipynb.txt": nb, "helper.py": HELPER},
    "a download": lambda nb: {f"{LAB}.json": nb, "helper.py": HELPER},
    "no ending": lambda nb: {LAB: nb, "helper.py": HELPER},
    "a copy": lambda nb: {f"{LAB} (1).ipynb": nb, "helper.py": HELPER},
    "a byte order mark": lambda nb: {f"{LAB}.ipynb.txt": b"\xef\xbb\xbf" + nb, "helper.py": HELPER},
    "a zip file": lambda nb: {f"{LAB}.zip": zipped({f"{LAB}.ipynb": nb, "helper.py": HELPER})},
    "a zip of the folder": lambda nb: {"ada.zip": zipped({f"{LAB}/{LAB}.ipynb": nb, f"{LAB}/helper.py": HELPER})},
    "a zip made on a Mac": lambda nb: {
        "ada.zip": zipped({"__MACOSX/._x.ipynb": b"\0", f"x/{LAB}.ipynb": nb, "x/helper.py": HELPER})
    },
    "a zip made on Windows": lambda nb: {"ada.zip": zipped({f"x\\{LAB}.ipynb": nb, "x\\helper.py": HELPER})},
    "a zip in a zip": lambda nb: {"a.zip": zipped({"b.zip": zipped({f"{LAB}.ipynb": nb, "helper.py": HELPER})})},
    "a zip under the notebook's name": lambda nb: {f"{LAB}.ipynb": zipped({f"{LAB}.ipynb": nb, "helper.py": HELPER})},
    "a zip in a folder": lambda nb: {"week 13/ada.zip": zipped({f"{LAB}.ipynb": nb, "helper.py": HELPER})},
}


@pytest.mark.parametrize("place", PLACES)
def test_a_notebook_is_found_wherever_it_lies(tmp_path, lab, worked, place):
    found = read_submission(put(tmp_path, PLACES[place](worked)), lab)
    notebook, _, problem = mended_submission(lab, found)
    assert problem == ""
    assert [one.source for one in notebook.cells if grade_id(one) == "windows_code"] == [WORK]
    assert found.files.get("helper.py") == HELPER
    assert any(f"was used as {LAB}.ipynb" in note for note in found.notes)


def test_the_released_notebook_beside_the_one_with_work_is_not_graded(tmp_path, lab, worked, pytestconfig):
    released = (pytestconfig.rootpath / "release" / LAB / f"{LAB}.ipynb").read_bytes()
    found = read_submission(put(tmp_path, {f"{LAB}.ipynb": released, "mine.zip": zipped({"my.ipynb": worked})}), lab)
    assert found.notebook == worked
    assert found.notes == (f"of several notebooks mine.zip/my.ipynb was graded, and not {LAB}.ipynb",)


def test_a_notebook_of_the_right_name_with_work_in_it_is_graded(tmp_path, lab, worked):
    beside = {f"{LAB}.ipynb": worked, f"old/{LAB}.ipynb": worked, ".ipynb_checkpoints/x.ipynb": worked}
    found = read_submission(put(tmp_path, beside), lab)
    assert found.notebook == worked
    assert found.notes == (f"of several notebooks {LAB}.ipynb was graded, and not old/{LAB}.ipynb",)


UNREADABLE = {
    "a page": {f"{LAB}.html": b"<html><body>windows_code</body></html>"},
    "a script": {f"{LAB}.py": b"# In[1]:\ndef make_windows(): ..."},
    "a picture": {"screenshot.png": b"\x89PNG"},
    "an archive of another kind": {f"{LAB}.rar": b"Rar!\x1a\x07"},
    "a broken zip": {f"{LAB}.zip": b"PK\x03\x04" + bytes(100)},
    "a zip with a page": {f"{LAB}.zip": zipped({"a.html": b"<html>"})},
    "a zip that leads out of it": {f"{LAB}.zip": zipped({f"../../{LAB}.ipynb": b'{"cells": []}'})},
    "nothing": {},
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_notebook_waits_with_the_names_of_the_files(tmp_path, lab, kind):
    found = read_submission(put(tmp_path, UNREADABLE[kind]), lab)
    _, _, problem = mended_submission(lab, found)
    names = ", ".join(UNREADABLE[kind]) or "no files at all"
    assert problem == f"what was handed in could not be graded: there is no notebook in it, but {names}"


def test_a_bomb_in_a_zip_is_not_unpacked(tmp_path, lab):
    bomb = {f"{LAB}.zip": zipped({"bomb.ipynb": bytes(200 * 2**20), "other.txt": b"x"})}
    assert read_submission(put(tmp_path, bomb), lab).notebook is None


def test_links_are_not_followed(tmp_path, lab, worked):
    (tmp_path / "elsewhere").mkdir()
    put(tmp_path / "elsewhere", {"x.ipynb": worked})
    handed_in = put(tmp_path / "handed_in", {"note.txt": b"see the link"})
    (handed_in / f"{LAB}.zip").symlink_to(tmp_path / "elsewhere" / "x.ipynb")
    (handed_in / "folder").symlink_to(tmp_path / "elsewhere")
    assert read_submission(handed_in, lab).notebook is None
