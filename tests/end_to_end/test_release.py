"""The released folder: rebuilt to the byte, free of secrets, and working on its own."""

import ast
import filecmp
import shutil
from pathlib import Path

import build_release
import handout
import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

RELEASE = build_release.ROOT / "release" / build_release.ASSIGNMENT
SOURCE = build_release.ROOT / "source" / build_release.ASSIGNMENT
NOTEBOOK = f"{build_release.ASSIGNMENT}.ipynb"
SECRET_REGIONS = ("SOLUTION", "MARK SCHEME", "HIDDEN TESTS")


def test_it_is_byte_identical_to_a_fresh_one(tmp_path: Path):
    fresh = tmp_path / "release"
    build_release.build(fresh)
    names = sorted(path.name for path in fresh.iterdir())
    assert names == sorted(path.name for path in RELEASE.iterdir())
    assert filecmp.cmpfiles(fresh, RELEASE, names, shallow=False) == (names, [], [])


def test_the_zip_for_the_course_page_holds_it(tmp_path: Path):
    shutil.unpack_archive(handout.pack(RELEASE, tmp_path / "packed"), tmp_path)
    names = sorted(path.name for path in RELEASE.iterdir())
    assert filecmp.cmpfiles(tmp_path / RELEASE.name, RELEASE, names, shallow=False) == (names, [], [])


def test_every_code_cell_parses():
    for cell in nbformat.read(RELEASE / NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "code":
            ast.parse(TransformerManager().transform_cell(cell.source), cell.id)


def secret_lines() -> set[str]:
    """The lines of all solutions and mark schemes, without those too short to give anything away."""
    lines = set()
    for cell in nbformat.read(SOURCE / NOTEBOOK, as_version=4).cells:
        inside = cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution", False)
        for line in map(str.strip, cell.source.splitlines()):
            if any(f"BEGIN {region}" in line for region in SECRET_REGIONS):
                inside = True
            elif any(f"END {region}" in line for region in SECRET_REGIONS):
                inside = False
            elif inside and len(line) > 12:
                lines.add(line)
    return lines


def test_no_line_of_a_solution_or_mark_scheme_is_in_it():
    lines = secret_lines()
    assert len(lines) > 80
    released = {line.strip() for path in RELEASE.iterdir() for line in path.read_text(encoding="utf-8").splitlines()}
    for cell in nbformat.read(RELEASE / NOTEBOOK, as_version=4).cells:
        released |= {line.strip() for line in cell.source.splitlines()}
        assert not any(f"BEGIN {region}" in cell.source for region in SECRET_REGIONS)
    assert lines & released == set()


def test_copied_alone_it_runs_to_the_first_unfinished_question(tmp_path: Path):
    folder = tmp_path / "anywhere else"
    shutil.copytree(RELEASE, folder)
    notebook = nbformat.read(folder / NOTEBOOK, as_version=4)
    client = NotebookClient(notebook, timeout=200, resources={"metadata": {"path": str(folder)}})
    with pytest.raises(CellExecutionError) as stopped:
        client.execute()
    assert stopped.value.ename == "NotImplementedError"
    assert stopped.value.evalue == "not written yet: put your code in place of this line"
    failed = [cell.id for cell in notebook.cells if any(o.output_type == "error" for o in cell.get("outputs", []))]
    assert failed == ["vocabulary"]
    assert list((folder / "results").iterdir()), "the script's run was saved"
