"""Every attack of the corpus, through the real sandbox and judge: none gains, harms, stops or outlasts its grading."""

import contextlib
import os
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from support import loader, tiny_lab
from surroundings import LIMITS, Outside

from autograder.checks.check import Outcome
from autograder.grading.assignment import Assignment
from autograder.grading.grade import Grade, new_seed
from autograder.grading.recipe import Submission, grade_submission
from autograder.grading.reports.notebook import write_outputs
from autograder.kernel.limits import Limits
from autograder.kernel.nursery import Nursery
from autograder.kernel.session import KernelSession
from autograder.kernel.walls import choice

FIELD = re.compile(r"^(must not|earns|behind Landlock it says): (.+)$", re.MULTILINE)
WALLS = [one.name for one in choice.WALLS]
FULL = {name: tiny_lab.POINTS[name] for name in ("scale", "greet", "table")}
# These use up all the time that there is, or look through all packages there are.
OWN_LIMITS = dict.fromkeys(
    ("hanging/started_again", "hanging/file_that_waits", "forging/shell_replaced"),
    replace(LIMITS, submission_seconds=12.0),
) | {"reading/packages": replace(LIMITS, cell_seconds=40.0, submission_seconds=80.0)}
MAX_GRADING_SECONDS = LIMITS.submission_seconds + 30  # the last kernel's start and end come on top
MAX_NOTEBOOK_BYTES = 3 * 2**20


@dataclass(frozen=True)
class Attack:
    """An entry of the corpus, what it must not achieve, the questions it leaves honestly solved, and what it says."""

    entry: loader.Entry
    must_not: str
    earns: set[str]
    says: dict[str, str]  # by wall


def read(path: Path) -> Attack:
    fields = dict(FIELD.findall(path.read_text(encoding="utf-8")))
    earns = set(fields["earns"].split(", ")) - {"nothing"}
    entry = loader.load(path)
    says = dict.fromkeys(WALLS, entry.says) | {"landlock": fields.get("behind Landlock it says", entry.says)}
    return Attack(entry, fields["must not"], earns, says)


FOLDER = loader.SUBMISSIONS / "attacks"
FILES = [path for path in sorted(FOLDER.rglob("*.py")) if path.parent.name != "lab13_rnn"]  # these have their own test
NAMES = {path.relative_to(FOLDER).with_suffix("").as_posix(): read(path) for path in FILES}

COLD = [name for name in NAMES if not name.startswith("nursery/")]


@dataclass(frozen=True)
class Graded:
    """A grading with the text that a person could read, how long it took, and the notebook as it is stored."""

    grade: Grade
    said: str
    seconds: float
    stored: str


def text_of(graded: Grade) -> str:
    """What cells printed, what they raised, and what the verdicts say; not the source in tracebacks."""
    parts = list(graded.notes)
    for cell in graded.notebook.cells:
        for output in cell.get("outputs", []):
            parts += [output.get("text", ""), output.get("ename", ""), output.get("evalue", "")]
            parts.append(str(output.get("data", {}).get("text/plain", "")))
    for verdict in graded.verdicts.values():
        parts += [f"{result.outcome} {result.message}" for result in verdict.results]
    return "\n".join(parts)


def grade_notebook(notebook: Any, tiny: Assignment, limits: Limits = LIMITS, nursery: Nursery | None = None) -> Graded:
    started = time.monotonic()
    submission = Submission(nbformat.writes(notebook).encode(), {})
    graded = grade_submission(tiny, submission, new_seed(), limits, nursery)
    said = text_of(graded)
    seconds = time.monotonic() - started
    write_outputs(graded)
    nbformat.validate(graded.notebook)
    return Graded(graded, said, seconds, nbformat.writes(graded.notebook))


@pytest.fixture(scope="session")
def solved(course: Path) -> Path:
    return course / "source" / tiny_lab.NAME / f"{tiny_lab.NAME}.ipynb"


def scores(graded: Graded) -> dict[str, float | None]:
    return {question: verdict.score for question, verdict in graded.grade.verdicts.items()}


@pytest.fixture(scope="module", params=WALLS)
def wall(request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of the wall that is in use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(choice.VARIABLE, request.param)
        yield request.param


@pytest.fixture(scope="module")
def nursery(wall: str) -> Iterator[Nursery]:
    with contextlib.closing(Nursery(tiny_lab.LAB.kernel)) as started:
        yield started


# `make test` runs a fixed part of them, another behind each wall, `make attacks` all: several wait for a limit.
def parts(names: list[str], every: int) -> list[Any]:
    return [
        pytest.param(wall, name, marks=[] if (i + 3 * j) % every == 1 else [pytest.mark.whole])
        for j, wall in enumerate(WALLS)
        for i, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    ("wall", "name"), parts([name for name in NAMES if not name.startswith("nursery/")], 16), indirect=["wall"]
)
def test_an_attack(wall: str, name: str, tiny: Assignment, solved: Path, outside: Outside) -> None:
    attack = NAMES[name]
    before = psutil.Process().children(recursive=True)  # the nursery of other tests may still be there
    graded = grade_notebook(loader.notebook(attack.entry, solved), tiny, OWN_LIMITS.get(name, LIMITS))
    assert_nothing_was_gained(attack, graded, wall)
    assert_nothing_is_left(outside, psutil.Process(), before)


@pytest.mark.parametrize(("wall", "name"), parts(list(NAMES), 8), indirect=["wall"])
def test_an_attack_on_a_warm_kernel(
    wall: str, name: str, tiny: Assignment, solved: Path, outside: Outside, nursery: Nursery
) -> None:
    attack = NAMES[name]
    graded = grade_notebook(loader.notebook(attack.entry, solved), tiny, OWN_LIMITS.get(name, LIMITS), nursery)
    assert_nothing_was_gained(attack, graded, wall)
    assert_nothing_is_left(outside, forking(nursery, wall))


def forking(nursery: Nursery, wall: str) -> psutil.Process:
    """The process that forks kernels; bubblewrap is its parent where it is the wall."""
    started = psutil.Process(nursery.pid)
    return started.children()[0] if wall == "bubblewrap" else started


CHANGE_DEVICES = """
import os

for name in ("null", "zero", "full", "random", "urandom", "tty", "pts", "pts/ptmx"):
    path = os.path.join("/dev", name)
    before = os.stat(path)
    for change in (lambda: os.utime(path, (1, 1)), lambda: os.chmod(path, before.st_mode ^ 0o004)):
        try:
            change()
        except OSError:
            pass
    after = os.stat(path)
    if (before.st_mode, before.st_mtime) != (after.st_mode, after.st_mtime):
        print("GAINED", path)
with open("/dev/null", "wb") as nothing, open("/dev/urandom", "rb") as chance:
    print("of use:", nothing.write(chance.read(8)))
"""


def test_a_warm_kernel_uses_devices_and_cannot_change_them(tmp_path: Path, nursery: Nursery) -> None:
    session = KernelSession(tmp_path, nursery=nursery)
    try:
        assert session.process.is_warm
        (output,) = session.run_cell(CHANGE_DEVICES, timeout=20).outputs
    finally:
        session.close()
    assert output.text == "of use: 8\n"


def test_a_sibling_finds_nothing_of_an_attack(wall: str, tiny: Assignment, solved: Path, nursery: Nursery) -> None:
    attack = NAMES["nursery/leaves_behind"]
    for _ in range(2):
        graded = grade_notebook(loader.notebook(attack.entry, solved), tiny, nursery=nursery)
        assert_nothing_was_gained(attack, graded, wall)
    innocent = nbformat.read(solved, as_version=4)
    innocent.cells[1].source += "\nimport numpy, threading\nprint(numpy.tanh(0.0), threading.active_count())"
    graded = grade_notebook(innocent, tiny, nursery=nursery)
    assert scores(graded) == FULL
    assert re.search(r"^0\.0 \d+$", graded.said, re.MULTILINE)


def assert_nothing_was_gained(attack: Attack, graded: Graded, wall: str) -> None:
    failure = f"must not: {attack.must_not}\n{graded.said[-3000:]}"
    assert scores(graded) == {one: FULL[one] if one in attack.earns else 0 for one in FULL}, failure
    outcomes = {result.outcome for verdict in graded.grade.verdicts.values() for result in verdict.results}
    assert Outcome.ERROR not in outcomes, failure
    assert attack.says[wall] in graded.said, failure
    assert "GAINED" not in graded.said, failure
    assert graded.seconds < MAX_GRADING_SECONDS, failure
    assert len(graded.stored.encode("utf-8")) < MAX_NOTEBOOK_BYTES, failure
    assert_only_text_and_pictures(graded)


def assert_only_text_and_pictures(graded: Graded) -> None:
    """But for the table of verdicts, which is ours."""
    for cell in graded.grade.notebook.cells:
        for output in cell.get("outputs", []):
            kinds = set(output.get("data", {}))
            is_table = cell.metadata.get("nbgrader", {}).get("grade") and kinds == {"text/html", "text/plain"}
            assert is_table or kinds <= {"text/plain", "text/latex", "image/png", "image/jpeg"}
            assert is_table or output.get("metadata", {}) == {}


def assert_nothing_is_left(outside: Outside, parent: psutil.Process, before: Sequence[psutil.Process] = ()) -> None:
    """No process below `parent`, the one that starts kernels, but those from `before`; no folder; nothing touched."""
    left = [child for child in parent.children(recursive=True) if child not in before]
    assert psutil.wait_procs([child for child in left if child.status() != psutil.STATUS_ZOMBIE], 5)[1] == []
    assert list(Path("/tmp").glob(f"lab-{os.getpid()}-*")) == []
    assert not Path("/tmp/lab-canary-pickled").exists()
    assert outside.is_untouched()


@pytest.mark.parametrize(
    "name",
    [
        "bombs/memory",
        pytest.param("bombs/threads", marks=pytest.mark.whole),
        pytest.param("bombs/files", marks=pytest.mark.whole),
        pytest.param("floods/descriptors", marks=pytest.mark.whole),
        "forging/malformed_messages",
        pytest.param("ending/kill_all", marks=pytest.mark.whole),
    ],
)
def test_an_attack_costs_one_who_is_graded_beside_it_nothing(name: str, tiny: Assignment, solved: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        attack = pool.submit(grade_notebook, loader.notebook(NAMES[name].entry, solved), tiny)
        innocent = pool.submit(grade_notebook, nbformat.read(solved, as_version=4), tiny)
        assert scores(innocent.result()) == FULL
        attack.result()


def test_there_are_fifty_attacks_and_each_says_what_it_must_not_achieve() -> None:
    assert len(NAMES) >= 50
    assert all(attack.entry.title and attack.must_not and attack.entry.says for attack in NAMES.values())
