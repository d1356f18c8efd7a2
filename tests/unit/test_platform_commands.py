"""`autograder collect` and `autograder give-back` as commands: what they say, how they end, what they refuse."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support import tiny_course
from support.tiny_course import FULL, work
from support.tiny_lab import NAME
from support.zips import zipped

from autograder.cli import main
from autograder.gradebook.course import Course

EXPORT = """Student,ID,SIS Login ID,Section,A tiny lab (5)
    Points Possible,,,,11
"Lovelace, Ada",1,ada,One,
"Ng, Zoë",2,zoe,One,
"""


@pytest.fixture
def course(empty_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(empty_course, tmp_path / "course")
    (tmp_path / "export.csv").write_text(EXPORT, encoding="utf-8")
    (tmp_path / "in.txt").write_text("some,text\nof,a file\n", encoding="utf-8")
    (tmp_path / "in.zip").write_bytes(zipped({"lovelaceada_1_3_x.ipynb": work(), "x_9_9_x.ipynb": work()}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "course"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--course", "course"])


def grade(course: Path) -> None:
    opened = Course(course, NAME)
    tiny_course.put_grade(opened, "ada", FULL, 1.0)
    opened.close()


def words(result: Result) -> str:
    return " ".join(result.output.split())


def test_collect_ends_with_a_table_and_1_where_somebody_is_not_matched(course):
    result = run("collect", NAME, "in.zip", "--roster", "export.csv")
    said = words(result)
    assert result.exit_code == 1
    for part in (
        "in.zip: read as an export of canvas",
        "collected 1 ada",
        "newer 0",
        "unchanged 0",
        "not matched 1 in.zip: x (9) nobody on the roster has this id",
        "not understood 0",
        "missing 1 zoe (Ng, Zoë)",
        "next: autograder grade tiny",
    ):
        assert part in said, said


def test_collect_ends_with_0_where_nobody_has_to_look(course):
    Path("in.zip").write_bytes(zipped({"lovelaceada_1_3_x.ipynb": work()}))
    assert run("collect", NAME, "in.zip", "--roster", "export.csv").exit_code == 0
    again = run("collect", NAME, "in.zip")
    assert again.exit_code == 0
    assert "unchanged 1 ada" in words(again)


def test_collect_names_those_whom_a_person_has_to_look_at_each_time(course):
    Path("in.zip").write_bytes(zipped({"lovelaceada_LATE_1_3_x.ipynb": work(), "ngzoë_2_4_x.pdf": b"%PDF"}))
    for result in (run("collect", NAME, "in.zip", "--roster", "export.csv"), run("collect", NAME, "in.zip")):
        assert result.exit_code == 1
        said = words(result)
        assert "not understood 1 zoe (Ng, Zoë) there is no notebook in it, but x.pdf; it was collected" in said
        assert "late 1 ada (Lovelace, Ada) the platform gives no time" in said


def test_collect_names_a_file_beside_its_owners_id_and_name(course):
    Path("in.zip").write_bytes(zipped({"lovelaceada_1_3_x.ipynb": work(), "lovelaceada_1_4_big.bin": bytes(40 << 20)}))
    assert "ada (Lovelace, Ada): big.bin it has more than 32 MiB" in words(
        run("collect", NAME, "in.zip", "--roster", "export.csv")
    )


REFUSED = {
    ("collect", NAME, "none.zip"): "none.zip does not exist: name the file or folder that the platform gave you",
    ("collect", "other", "in.zip"): "source/other/other.ipynb does not exist",
    ("collect", NAME, "in.zip"): "there is no roster yet: give the platform's export with --roster",
    ("collect", NAME, "in.zip", "--roster", "none.csv"): "none.csv cannot be read: No such file or directory",
    ("give-back", NAME): "say where the grades go: --canvas, --moodle, --csv or --feedback",
    ("give-back", NAME, "--canvas", "export.csv", "--moodle", "export.csv"): "are two platforms: give one of them",
    ("give-back", NAME, "--moodle", "export.csv"): "is an export of Canvas's gradebook: give it with --canvas",
    ("give-back", NAME, "--moodle", "in.txt"): "in.txt is no grading worksheet of Moodle: its first column identifies",
    ("give-back", NAME, "--feedback", "f.zip"): "submissions came from none that takes a zip: say which with --canvas",
    ("give-back", NAME, "--csv", "export.csv"): "is no table of grades: name another file",
    ("give-back", NAME, "--csv", "none/x.csv"): "none/x.csv cannot be written: No such file or directory",
}


@pytest.mark.parametrize("arguments", REFUSED)
def test_bad_use_gets_one_line_and_exit_code_2(course, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert REFUSED[arguments] in words(result)
    assert len(result.output.strip().splitlines()) == 1


def test_give_back_names_its_file_and_ends_with_0(course):
    run("collect", NAME, "in.zip", "--roster", "export.csv")
    grade(course)
    result = run("give-back", NAME, "--canvas", "export.csv", "--csv", "table.csv")
    assert result.exit_code == 0
    assert "table.csv: 2 lines, 1 with a score, 1 without one yet\n" in result.output
    assert "export_graded.csv: 1 given back, 1 not" in result.output
    assert "not handed in Ng, Zoë" in words(result)
    assert Path("export_graded.csv").read_text(encoding="utf-8") == EXPORT.replace("ada,One,", "ada,One,10.00")
    assert Path("export.csv").read_text(encoding="utf-8") == EXPORT


def test_give_back_ends_with_1_where_somebody_waits(course):
    run("collect", NAME, "in.zip", "--roster", "export.csv")
    opened = Course(course, NAME)
    tiny_course.put_grade(opened, "ada", FULL, None)
    opened.close()
    result = run("give-back", NAME, "--canvas", "export.csv")
    assert result.exit_code == 1
    assert "waits Lovelace, Ada to be marked: answer_1" in words(result)
    assert Path("export_graded.csv").read_text(encoding="utf-8") == EXPORT


def test_a_damaged_manifest_is_named(course):
    run("collect", NAME, "in.zip", "--roster", "export.csv")
    (course / "collected" / f"{NAME}.json").write_text("{", encoding="utf-8")
    result = run("collect", NAME, "in.zip")
    assert result.exit_code == 2
    assert "collected/tiny.json cannot be read: restore it, or delete it and collect again" in words(result)
