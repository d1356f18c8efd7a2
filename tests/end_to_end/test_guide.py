"""Every command of the instructor's guide, in its order, on a small course with the tiny lab in the lab's place."""

import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from support import tiny_lab
from support.canvas_site import CanvasSite, CanvasStudent
from support.moodle_site import MoodleSite, MoodleStudent
from support.running import environment
from support.tiny_course import ROOT, url, work

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("guide")]
NAME = tiny_lab.NAME
GUIDE = ROOT / "docs" / "instructor_guide.md"
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WRITTEN = {"lab13_rnn": NAME, "STUDENT": "ada@example.edu", "QUESTION": "greet", "SEED": "7"}
OTHERWISE = {"autograder mark"}  # it serves until it is stopped
A_PERSON_LOOKS = 1  # what is not an error: somebody has handed in nothing, a pair of works is alike


def commands() -> list[str]:
    """The lines of the guide's code blocks, without comments."""
    lines = [
        line.partition("  #")[0].strip()
        for block in BLOCK.findall(GUIDE.read_text("utf-8"))
        for line in block.splitlines()
    ]
    return [line for line in lines if line]


def for_the_tiny_lab(line: str) -> list[str]:
    for word, other in WRITTEN.items():
        line = line.replace(word, other)
    return shlex.split(line)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course before the term, with the files that the guide's commands name."""
    folder = tmp_path_factory.mktemp("guide") / "course"
    tiny_lab.make_course(folder)
    shutil.copytree(folder, folder.with_name("earlier"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    (folder / "students.csv").write_text("id,first_name,last_name,email\nada@example.edu,Ada,Lovelace,\n", "utf-8")
    handed_in = {"tiny.ipynb": work()}
    canvas = CanvasSite([CanvasStudent(101, "Lovelace, Ada", "S1", "ada@example.edu", files=handed_in)], {NAME: 11.0})
    (folder / "submissions.zip").write_bytes(canvas.submissions())
    (folder / "grades.csv").write_bytes(canvas.gradebook())
    moodle = MoodleSite([MoodleStudent(101, "Ada Lovelace", "ada@example.edu", files=handed_in)], 11.0)
    (folder / "worksheet.csv").write_bytes(moodle.worksheet())
    return folder


def run(course: Path, line: list[str]) -> tuple[int, str]:
    command = [sys.executable, "-m", *line]
    done = subprocess.run(command, cwd=course, env=environment(), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def mark(course: Path) -> None:
    """The page comes up, and a person marks."""
    command = [sys.executable, "-m", "autograder", "mark", NAME]
    with subprocess.Popen(command, cwd=course, env=environment(), stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline().startswith("Open http://127.0.0.1:")
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
    with Gradebook(url(course), "generative_models") as gradebook:
        for submission in gradebook.assignment_submissions(NAME):
            row = gradebook.find_grade("answer_1", NAME, NAME, submission.student.id)
            row.manual_score, row.needs_manual_grade = 1.0, False
        gradebook.db.commit()


def test_each_command_of_the_guide_works_as_it_stands_there(course: Path) -> None:
    listed = [for_the_tiny_lab(line) for line in commands()]
    assert {line[0] for line in listed} == {"autograder", "nbgrader"}
    for line in listed:
        if " ".join(line[:2]) in OTHERWISE:
            mark(course)
            continue
        code, said = run(course, line)
        assert "Traceback" not in said, said
        assert code in (0, A_PERSON_LOOKS), f"{' '.join(line)}: {said}"
    assert (course / "grades_graded.csv").exists()
    assert (course / "feedback" / "ada@example.edu" / NAME / f"{NAME}.html").exists()
