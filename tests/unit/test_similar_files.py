"""What is read of courses and archives, and what is written: the page, and the folder for Dolos."""

import csv
import shutil
from datetime import datetime
from pathlib import Path

import alike
import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder.course.similar.cells import cells_to_compare
from autograder.course.similar.export import export
from autograder.course.similar.page import as_page, couples, marked
from autograder.course.similar.pairs import Compared, Who, compare
from autograder.course.similar.works import Works, of_archive
from autograder.grading import assignment as assignments
from autograder.grading.evidence.file import file_name, pack
from autograder.grading.evidence.record import Evidence

NAME = "lab13_rnn"
SCRIPT = "<script>alert(1)</script>"
LONG = f"{alike.SHARED} {SCRIPT}"


@pytest.fixture(scope="module")
def lab() -> assignments.Assignment:
    return assignments.load(alike.ROOT, NAME)


def evidence(cells: dict[str, str]) -> bytes:
    return pack(Evidence(NAME, 1, {}, {}, "", "", cells, {}, (), {}, {}))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, lab: assignments.Assignment) -> Path:
    """Two terms as courses, one with evidence, and a third as a folder of notebooks."""
    folder = tmp_path_factory.mktemp("archive")
    graded = folder / "2023" / "autograded" / "ada" / NAME
    graded.mkdir(parents=True)
    (graded / file_name(NAME)).write_bytes(evidence({"answer_1": "from evidence"}))
    shutil.copy(alike.ROOT / "release" / NAME / f"{NAME}.ipynb", graded)
    submitted = folder / "2024" / "submitted" / "bob" / NAME
    submitted.mkdir(parents=True)
    notebook = nbformat.read(alike.ROOT / "source" / NAME / f"{NAME}.ipynb", as_version=4)
    nbformat.write(notebook, submitted / f"{NAME}.ipynb")
    released = folder / "2024" / "release" / NAME
    released.mkdir(parents=True)
    nbformat.write(notebook, released / f"{NAME}.ipynb")
    (folder / "2025").mkdir()
    for name in ("eve", "kim"):
        nbformat.write(notebook, folder / "2025" / f"{name}.ipynb")
    (folder / "2025" / "broken").mkdir()
    (folder / "2025" / "broken" / "lab.ipynb").write_text("no notebook", encoding="utf-8")
    damaged = folder / "2022" / "autograded" / "zoe" / NAME
    damaged.mkdir(parents=True)
    (damaged / file_name(NAME)).write_bytes(b"no evidence")
    nbformat.write(notebook, damaged / f"{NAME}.ipynb")
    return folder


def test_an_archive_may_be_courses_or_notebooks(archive, lab):
    works = of_archive(archive, lab)
    terms = (("2022", "zoe"), ("2023", "ada"), ("2024", "bob"), ("2025", "eve"), ("2025", "kim"))
    assert sorted(works.cells) == [Who(*one) for one in terms]
    assert works.cells[Who("2023", "ada")] == {"answer_1": "from evidence"}
    for who in (Who("2024", "bob"), Who("2025", "eve")):
        assert works.cells[who]["answer_1"] == lab.source_cells["answer_1"].source
        assert set(works.cells[who]) == {name for name in lab.source_cells if not lab.is_locked(name)}
    assert list(works.left_out) == [Who("2025", "broken")]
    assert "could not be graded" in works.left_out[Who("2025", "broken")]


@pytest.fixture
def works() -> Works:
    made = Works()
    for number in range(6):
        made.cells[Who("", f"s{number}")] = {"answer_1": alike.own(number), "answer_2": alike.own(10 + number)}
    made.cells[Who("", "s1")] = {"answer_1": f"{LONG} {alike.own(1)}", "answer_2": LONG}
    made.cells[Who("2024", "zoë")] = {"answer_1": f"{alike.own(2)} {LONG}", "answer_2": f"{LONG} indeed"}
    made.left_out[Who("", "html")] = f"it is an HTML page {SCRIPT}"
    return made


def compared(lab: assignments.Assignment, works: Works) -> list[Compared]:
    return [compare(cell, works.of_cell(cell.name)) for cell in cells_to_compare(lab)]


def test_two_people_stand_together_with_all_cells_they_share(lab, works):
    (one,) = couples(compared(lab, works))
    assert (str(one.one), str(one.other)) == ("s1", "2024: zoë")
    assert {pair.cell for pair in one.pairs} == {"answer_1", "answer_2"}


def test_the_page_shows_both_works_and_says_no_more_than_where_to_look(lab, works):
    page = BeautifulSoup(as_page(NAME, works, compared(lab, works), datetime(2026, 1, 1)), "html.parser")
    assert not page.find_all(["script", "link", "img", "iframe"])
    assert "This says where to look, and nothing more." in page.text
    for word in ("plagiar", "cheat", "guilty", "copied"):
        assert word not in page.text.lower()
    (section,) = page.find_all("section")
    assert section.h3.text == "s1 and 2024: zoë"
    sources = [pre.text for pre in section.find_all("pre")]
    assert len(sources) == 4
    assert all(alike.SHARED in source for source in sources)
    assert all(alike.SHARED in "".join(one.text for one in pre.find_all("mark")) for pre in section.find_all("pre"))
    assert f"html: it is an HTML page {SCRIPT}" in page.text


def test_a_page_without_pairs_says_so(lab):
    page = as_page(NAME, Works(), compared(lab, Works()), datetime(2026, 1, 1))
    assert "No two works have that much in common" in page


def test_marks_stand_where_they_belong_and_long_works_are_cut():
    assert marked("a <b> c", [(2, 5)]) == "a <mark>&lt;b&gt;</mark> c"
    assert len(marked("x" * 90_000, [(10, 20), (80_000, 80_010)])) < 21_000


def test_the_folder_for_dolos_has_a_file_a_work_and_names_what_was_given(tmp_path, lab, works):
    works.cells[Who("", "s0")] = works.cells[Who("", "s0")] | {"generate_code": "def generate(): pass\n\ud800"}
    works.cells[Who("", "../s0")] = {"generate_code": "def generate(): return 1\n"}
    assert export(tmp_path / "out", lab, works) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    for cell, ending, count in (("answer_1", ".md", 7), ("generate_code", ".py", 2)):
        place = tmp_path / "out" / cell
        with (place / "info.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert {row["filename"] for row in rows} | {"info.csv"} == {path.name for path in place.iterdir()}
        assert all(row["filename"].endswith(ending) for row in rows)
        assert [row["full_name"] for row in rows if row["ignored"] == "true"] == ["what everybody was given"]
        assert len(rows) == count + 1
        terms = {row["full_name"]: row["label"] for row in rows}
        assert terms["s0"] == "this term"
        assert terms.get("2024: zoë") == ("2024" if cell == "answer_1" else None)
