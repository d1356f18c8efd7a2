"""What a notebook is made of costs the grader no more than its limits allow, and the engine's own process nothing."""

import io
import json
import time
import zipfile
from dataclasses import replace

import psutil
import pytest

from autograder.grading import assignment as assignments
from autograder.grading import choose, grade
from autograder.grading.folder import folder_of, read_folder
from autograder.grading.recipe import submission_in
from autograder.grading.submission import MAX_CHARACTERS

LAB = "lab13_rnn"
MIB = 2**20


@pytest.fixture(scope="module")
def lab(pytestconfig):
    return assignments.load(pytestconfig.rootpath, LAB)


@pytest.fixture(scope="module")
def released(pytestconfig):
    return json.loads((pytestconfig.rootpath / "release" / LAB / f"{LAB}.ipynb").read_text(encoding="utf-8"))


def with_cells(released, source, number, marks=True):
    """The released notebook with as many cells of the student's own; without the marks of its own where asked for."""
    own = [{"cell_type": "code", "metadata": {}, "source": f"{source}#{i}", "outputs": []} for i in range(number)]
    cells = released["cells"] + own
    if not marks:
        cells = [{"cell_type": cell["cell_type"], "metadata": {}, "source": cell["source"]} for cell in cells]
    return json.dumps(released | {"cells": cells}).encode()


ROOM = MAX_CHARACTERS - 100_000  # beside the notebook's own text
HOSTILE = {
    "statements in many cells": ("a = 1\n" * (ROOM // 1900 // 6), 1900, True),
    "names in many cells without marks": ("x\n" * (ROOM // 1900 // 2 - 3), 1900, False),
    "large cells of blank lines": (" \n" * 90_000, 2, False),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_mending_takes_seconds_at_most_and_no_memory_of_this_process(lab, released, name):
    data = with_cells(released, *HOSTILE[name])
    before, started = psutil.Process().memory_info().rss, time.process_time()
    _, _, problem = grade.mend(lab, data)
    assert problem == ""
    assert time.process_time() - started < 5  # of this process, which reads the lab's own cells and what comes back
    assert psutil.Process().memory_info().rss - before < 64 * MIB


def test_more_text_than_any_notebook_has_waits_for_a_person(lab, released):
    _, _, problem = grade.mend(lab, with_cells(released, "a = 1\n" * 10_000, 10))
    assert problem == "the submitted file could not be graded: its cells hold more than 500,000 characters"


def test_a_notebook_that_takes_too_long_to_mend_waits_for_a_person(lab, released, monkeypatch):
    monkeypatch.setattr(grade, "MENDING", replace(grade.MENDING, judging_seconds=1.0))
    data = with_cells(released, *HOSTILE["names in many cells without marks"])
    notebook, notes, problem = grade.mend(lab, data)
    assert problem == "the submitted file could not be graded: reading it takes too much time or memory"
    assert len(notebook.cells) == len(lab.source_cells)
    assert notes == []


def test_the_engine_only_reads_what_a_worker_then_chooses_from(lab, released, tmp_path, monkeypatch):
    for number in range(11):
        (tmp_path / f"{number}.ipynb").write_bytes(with_cells(released, "a = 1\n", number))
    monkeypatch.setattr(choose, "worked_on", None)
    folder = read_folder(tmp_path, lab)
    assert len(folder.files) == 11
    monkeypatch.undo()
    assert submission_in(folder, lab).notebook is not None


def zipped(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def test_zip_files_in_zip_files_hold_no_more_than_one_submission(lab, released):
    inner = zipped({"zeros": bytes(31 * MIB)})
    bomb = zipped({f"{number}.zip": inner for number in range(300)} | {f"{LAB}.ipynb": b"{}"})
    before, started = psutil.Process().memory_info().rss, time.monotonic()
    submission = submission_in(folder_of({"bomb.zip": bomb}, lab), lab)
    assert time.monotonic() - started < 20
    assert psutil.Process().memory_info().rss - before < 64 * MIB
    assert submission.files.keys() <= {f"{number}.zip" for number in range(300)}
