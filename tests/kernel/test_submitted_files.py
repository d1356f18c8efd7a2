"""Everything that can lie in a submitted folder, through the real nbgrader commands: no submission stops the run."""

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import attacks_on_files
import nbformat
import psutil
import pytest
from attacks_on_files import A_PERSON, ATTACKS, FULL, NOTHING, SECRET
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import handlers
from support import loader, tiny_lab
from surroundings import Outside
from traitlets.config import PyFileConfigLoader

# The first test waits for the whole course to be graded.
pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("submitted_files")]
ROOT = Path(__file__).parents[2]
PR_SET_CHILD_SUBREAPER = 36
SHOWN = sorted((loader.SUBMISSIONS / "attacks" / "shown").glob("*.py"))
INNOCENTS = ("innocent", "a_first_one", "z_last_one")
SCORES = {
    FULL: {"scale": 4, "greet": 3, "table": 2},
    NOTHING: {"scale": 0, "greet": 0, "table": 0},
    A_PERSON: {"scale": None, "greet": None, "table": None},
}


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    tests = str(Path(tiny_lab.__file__).parents[1])  # where the tiny lab is registered
    environment = os.environ | {"LAB13_COURSE_ROOT": str(course), "LAB_CANARY": SECRET, "PYTHONPATH": tests}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=False, encoding="utf-8", errors="replace"
    )


@pytest.fixture(scope="module")
def before() -> Iterator[list[psutil.Process]]:
    """Other tests' processes below this one, of which a process becomes a child whose parent ends before it."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    yield psutil.Process().children(recursive=True)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, outside: Outside, before: list[psutil.Process]) -> Path:
    """A course in which all attacks were handed in, autograded twice, and fed back."""
    course = tmp_path_factory.mktemp("files")
    solved = tiny_lab.make_course(course)
    shutil.rmtree(course / "release")
    done = nbgrader(course, "generate_assignment", tiny_lab.NAME)
    assert done.returncode == 0, done.stderr
    data = solved.read_text(encoding="utf-8")
    for student in (*INNOCENTS, *ATTACKS):
        folder = course / "submitted" / student / tiny_lab.NAME
        folder.mkdir(parents=True)
        build = ATTACKS[student].build if student in ATTACKS else attacks_on_files.write
        build(folder, json.loads(data))
    for path in SHOWN:
        folder = course / "submitted" / f"shown_{path.stem}" / tiny_lab.NAME
        folder.mkdir(parents=True)
        nbformat.write(loader.notebook(loader.load(path), solved), folder / f"{tiny_lab.NAME}.ipynb")
    for arguments in (("autograde", tiny_lab.NAME), ("generate_feedback", tiny_lab.NAME)):
        done = nbgrader(course, *arguments)
        assert done.returncode == 0, done.stderr[-8000:]
    return course


@pytest.fixture
def scores(graded: Path) -> Callable[[str], dict[str, tuple[float | None, bool]]]:
    def look(student: str) -> dict[str, tuple[float | None, bool]]:
        with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as gradebook:
            rows = gradebook.find_submission(tiny_lab.NAME, student).notebooks[0].grades
            return {row.name: (row.auto_score, row.needs_manual_grade) for row in rows if row.name != "answer_1"}

    return look


@pytest.mark.parametrize("student", [*INNOCENTS, *ATTACKS])
def test_each_gets_the_grade_it_should(student: str, scores) -> None:
    expected = ATTACKS[student].expected if student in ATTACKS else FULL
    assert scores(student) == {name: (score, expected == A_PERSON) for name, score in SCORES[expected].items()}


@pytest.mark.parametrize("name", ATTACKS)
def test_each_says_what_it_must_not_achieve(name: str) -> None:
    assert "must not" in (ATTACKS[name].build.__doc__ or "")


def test_no_file_from_elsewhere_is_copied(graded: Path) -> None:
    for folder in ("autograded", "feedback"):
        for path in (graded / folder).rglob("*"):
            assert not path.is_symlink()
            if path.is_file():
                assert path.stat().st_size < 2**26
                assert SECRET.encode() not in path.read_bytes() or path.name == "bomb.zip"


def test_what_was_left_out_is_told(graded: Path) -> None:
    def notes(student: str) -> str:
        return (graded / "feedback" / student / tiny_lab.NAME / f"{tiny_lab.NAME}.html").read_text(encoding="utf-8")

    assert "secret.txt was left out: it is not a regular file" in notes("links_to_secrets")
    assert "data.bin was left out: it makes the submission too large" in notes("gigabytes_beside_it")
    assert "only the notebook was read" in notes("files_without_number")
    assert "it is no regular file" in notes("notebook_is_a_pipe")
    assert "it is no regular file" in notes("notebook_of_another")


def test_nothing_outside_is_touched_and_nothing_runs_on(
    graded: Path, outside: Outside, before: list[psutil.Process]
) -> None:
    assert outside.is_untouched()
    # os.walk goes on where a path is longer than the system reads.
    assert not any("escaped.txt" in names for _, _, names in os.walk(graded))
    left = [one for one in psutil.Process().children(recursive=True) if one not in before]
    assert [one for one in left if one.status() != psutil.STATUS_ZOMBIE] == []


class ActiveParts(HTMLParser):
    """Collects what a browser would run or fetch, but for the page's own scripts at its head."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_body = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.in_body = self.in_body or tag == "body"
        if self.in_body and tag in (
            "script",
            "iframe",
            "object",
            "embed",
            "svg",
            "form",
            "base",
            "style",
            "link",
            "meta",
            "math",
        ):
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            scheme = re.sub(r"[\s\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or scheme.startswith(("javascript:", "data:text", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")
            if self.in_body and name == "src" and not scheme.startswith("data:image/"):
                self.found.append(f"{tag} {name}={value}")
            if self.in_body and name == "style" and "position" in scheme:
                self.found.append(f"{tag} {name}={value}")


def test_feedback_runs_nothing(graded: Path) -> None:
    pages = sorted((graded / "feedback").rglob("*.html"))
    assert len(pages) == len(INNOCENTS) + len(ATTACKS) + len(SHOWN)
    for page in pages:
        parser = ActiveParts()
        parser.feed(page.read_text(encoding="utf-8"))
        assert parser.found == [], page.parts[-3]


def formgrader_page(graded: Path, student: str) -> list[str]:
    """What would run in the page on which a person marks the student's answers, read with this course's settings."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    notebook = graded / "autograded" / student / tiny_lab.NAME / f"{tiny_lab.NAME}.ipynb"
    resources = {"base_url": "", "submission_id": "1", "notebook_id": "n", "assignment_id": "a", "index": 0, "total": 1}
    parser = ActiveParts()
    parser.feed(HTMLExporter(config=config).from_filename(str(notebook), resources=resources)[0])
    return parser.found


def test_the_formgrader_runs_nothing_but_its_own(graded: Path) -> None:
    own = formgrader_page(graded, "innocent")
    for student in ("attachments_and_widgets", "text_that_is_none", *(f"shown_{path.stem}" for path in SHOWN)):
        assert formgrader_page(graded, student) == own, student


def test_autograding_again_changes_nothing(graded: Path, scores) -> None:
    students = ("time_is_a_pipe", "time_is_nonsense", "innocent")
    before = {student: scores(student) for student in students}
    for student in students:
        done = nbgrader(graded, "autograde", tiny_lab.NAME, "--student", student, "--force")
        assert done.returncode == 0, done.stderr
    assert nbgrader(graded, "autograde", tiny_lab.NAME).returncode == 0
    assert {student: scores(student) for student in students} == before
