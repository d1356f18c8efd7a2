"""From Canvas and from Moodle and back: exported, collected, graded, marked, given back, by the guide's commands."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from support import tiny_lab
from support.canvas_site import CanvasSite, CanvasStudent
from support.moodle_site import GERMAN, MoodleSite, MoodleStudent
from support.running import environment
from support.tiny_course import ROOT, url, work
from support.zips import zipped

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("round_trip")]
NAME = tiny_lab.NAME
WRONG = work(greet_code="def greet(name):\n    return 'Good morning, ' + name")
TITLE = "A tiny lab"
# What each hands in, and the points for it before somebody marks the answer: None where nobody can say.
HANDED_IN = {
    "Lovelace, Ada": ({"tiny (1).ipynb": work()}, 9),
    "Ångström, Zoë": ({"Kopie von tiny.ipynb": WRONG}, 6),
    "O'Neil, Mary Ann": ({"my work.zip": zipped({"lab/tiny.ipynb": work(), "lab/note.txt": b"x"})}, 9),
    "李小龍": ({"练习-1.ipynb": work(table_code="table = 1")}, 7),
    "לוי, דוד": ({"tiny.ipynb": work()}, 9),
    "PDF, Only": ({"essay.pdf": b"%PDF-1.4"}, None),
    "Gone, Tim": ({}, None),
}
MARK = 1.25


def run(course: Path, *arguments: str | Path, code: int = 0) -> str:
    """What the command says that ends with this exit code."""
    command = [sys.executable, "-m", *map(str, arguments)]
    done = subprocess.run(command, cwd=course, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("round_trip") / "course"
    tiny_lab.make_course(folder)
    shutil.rmtree(folder / "release")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    run(folder, "nbgrader", "generate_assignment", NAME)
    return folder


def mark(course: Path) -> None:
    """As the formgrader does."""
    with Gradebook(url(course), "generative_models") as gradebook:
        for submission in gradebook.assignment_submissions(NAME):
            if submission.student.id.startswith("only"):
                continue
            row = gradebook.find_grade("answer_1", NAME, NAME, submission.student.id)
            row.manual_score, row.needs_manual_grade = MARK, False
        gradebook.db.commit()


def test_a_class_on_canvas(released: Path, tmp_path: Path) -> None:
    course = Path(shutil.copytree(released, tmp_path / "course"))
    logins = [f"{name.split(', ')[0].lower()}@example.edu" for name in HANDED_IN]
    logins[logins.index("pdf@example.edu")] = "only@example.edu"
    site = CanvasSite(
        [
            CanvasStudent(number, name, f"S{number}", login, late=name == "לוי, דוד", files=HANDED_IN[name][0])
            for number, (name, login) in enumerate(zip(HANDED_IN, logins, strict=True), 101)
        ],
        {TITLE: 11.0, "Another": 5.0},
    )
    (course / "submissions.zip").write_bytes(site.submissions())
    (course / "export.csv").write_bytes(site.gradebook())

    said = run(course, "autograder", "collect", NAME, "submissions.zip", "--roster", "export.csv", code=1)
    assert "there is no notebook in it, but essay.pdf" in " ".join(said.split())
    assert "gone@example.edu" in said
    said = run(course, "autograder", "grade", NAME, code=1)
    assert "the whole class: 0 complete, 5 wait for marks, 1 left to a person, 1 handed in nothing" in said
    assert "handed in nothing: gone@example.edu (Gone, Tim)" in said
    assert "left to a person: only@example.edu (PDF, Only); autograder explain says why" in said
    assert "next: 1 is left to a person" in said
    assert "next: 5 wait for marks" in said
    assert "of 11" not in next(line for line in said.splitlines() if "only@example.edu:" in line)
    said = run(course, "autograder", "grade", NAME, code=1)
    assert "this call: 0 graded" in said
    assert "the whole class: 0 complete, 5 wait for marks, 1 left to a person" in said
    assert "only@example.edu (PDF, Only)" in run(course, "autograder", "explain", "only", "greet")
    assert "may be any of" in run(course, "autograder", "explain", "example", "greet", code=2)

    said = run(course, "autograder", "give-back", NAME, "--canvas", "export.csv", code=1)
    assert "export_graded.csv: 0 given back, 7 not" in said
    run(course, "nbgrader", "generate_feedback", NAME)
    mark(course)
    said = run(course, "autograder", "give-back", NAME, "--canvas", "export.csv", "--feedback", "feedback.zip", code=1)
    assert said.count("the feedback was made before it was marked") == 5
    run(course, "nbgrader", "generate_feedback", NAME, "--force")
    said = run(
        *(course, "autograder", "give-back", NAME, "--canvas", "export.csv", "--feedback", "feedback.zip"),
        *("--csv", "table.csv"),
        code=1,
    )
    assert "export_graded.csv: 5 given back, 2 not" in said
    site.import_gradebook((course / "export_graded.csv").read_bytes())
    assert site.points == {TITLE: 11.0, "Another": 5.0}
    expected = {number: points for number, (_, points) in enumerate(HANDED_IN.values(), 101) if points is not None}
    found = {number: float(score) for (number, title), score in site.grades.items() if title == TITLE}
    assert found == {number: points + MARK for number, points in expected.items()}
    assert site.import_feedback((course / "feedback.zip").read_bytes()) == []
    for student in site.students:
        assert len(student.comments) == (student.id in expected)
    assert "Good morning" in dict(site.students[1].comments).popitem()[1].decode()
    with open(course / "table.csv", encoding="utf-8-sig", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert sorted(rows) == sorted(HANDED_IN)
    assert rows["Gone, Tim"]["status"] == "not handed in"
    assert rows["PDF, Only"]["status"] == "left to a person"
    assert rows["לוי, דוד"]["late"] == "yes"

    said = " ".join(run(course, "autograder", "collect", NAME, "submissions.zip", code=1).split())
    assert "unchanged 6" in said
    assert "only@example.edu (PDF, Only) there is no notebook in it, but essay.pdf" in said
    assert re.search(r"late 1 \S+ \(לוי, דוד\)", said)


def test_a_class_on_moodle_in_german(released: Path, tmp_path: Path) -> None:
    course = Path(shutil.copytree(released, tmp_path / "course"))
    names = {name: " ".join(reversed(name.split(", "))) for name in HANDED_IN}
    site = MoodleSite(
        [
            MoodleStudent(number, name, f"only{number}@x.de" if "Only" in name else f"s{number}@x.de", "-", dict(files))
            for number, (name, files) in enumerate(((names[key], HANDED_IN[key][0]) for key in HANDED_IN), 11)
        ],
        11.0,
        GERMAN,
        comma=True,
        ending="_",
    )
    site.students[0].handed_in = "Freitag, 20. November 2026, 10:00"
    (course / "download.zip").write_bytes(zipped({"Abgaben-88.zip": site.submissions()}))
    (course / "Bewertungen.csv").write_bytes(site.worksheet())

    run(course, "autograder", "collect", NAME, "download.zip", "--roster", "Bewertungen.csv", code=1)
    assert (course / "submitted" / "s11@x.de" / NAME / "timestamp.txt").read_text().startswith("2026-11-20")
    run(course, "autograder", "grade", NAME, code=1)
    mark(course)
    run(course, "nbgrader", "generate_feedback", NAME, "--force")
    arguments = ("--moodle", "Bewertungen.csv", "--feedback", "feedback.zip")
    said = run(course, "autograder", "give-back", NAME, *arguments, code=1)
    assert "Bewertungen_graded.csv: 5 given back, 2 not" in said
    assert site.import_worksheet((course / "Bewertungen_graded.csv").read_bytes()) == ["Only PDF", "Tim Gone"]
    assert site.import_feedback((course / "feedback.zip").read_bytes()) == []
    for student, (_, points) in zip(site.students, HANDED_IN.values(), strict=True):
        assert student.grade == (None if points is None else points + MARK)
        assert len(student.feedback) == (points is not None)
