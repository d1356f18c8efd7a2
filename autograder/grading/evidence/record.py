"""What is kept of a grading."""

import functools
import hashlib
import importlib.metadata
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from autograder import PROJECT
from autograder.checks.check import Verdict
from autograder.grading.assignment import Assignment
from autograder.grading.judging import Judging
from autograder.kernel.limits import Limits
from autograder.kernel.walls.choice import wall
from autograder.labs import find
from autograder.student.recording import Section

SCHEMA = 5  # goes up when the file changes, or what the probe's replies mean
OWN_PACKAGES = ("numpy", "nbgrader", PROJECT)  # of the grader itself


@dataclass(frozen=True)
class Evidence:
    """All that decided on one grade.

    `submission` is the sha256 of what was handed in, or "". `surroundings` is the sha256 of what ran beside it.
    By grade id, `cells` are what the student wrote, and `printed` what the notebook handed in shows. `verdicts`,
    `comments` and `notes` are those given then. `milliseconds` are of wall time, from the bytes handed in to the
    verdicts.
    """

    assignment: str
    seed: int
    versions: dict[str, str]
    limits: dict[str, float]
    wall: str
    surroundings: str
    cells: dict[str, str]
    printed: dict[str, str]
    sections: tuple[Section, ...]
    verdicts: dict[str, Verdict]
    comments: dict[str, str]
    notes: tuple[str, ...] = ()
    submission: str = ""
    schema: int = SCHEMA
    milliseconds: int = 0

    @property
    def undecided(self) -> list[str]:
        """The questions that are left to a person because of an ERROR."""
        return [name for name, verdict in self.verdicts.items() if verdict.has_error]


def collect(judging: Judging, limits: Limits) -> Evidence:
    """The evidence of a judging that is done. The caller may replace `submission`, `notes` and `milliseconds`."""
    known = judging.assignment
    written = {name: text for name, text in judging.student.work.cells.items() if text and not known.is_locked(name)}
    return Evidence(
        assignment=known.name,
        seed=judging.seed,
        versions=_versions(known),
        limits=asdict(limits),
        wall=wall().described,
        surroundings=surroundings_digest(known),
        cells=written,
        printed=dict(judging.student.work.printed),
        sections=tuple(judging.sections),
        verdicts=judging.verdicts,
        comments=judging.comments,
    )


def _versions(assignment: Assignment) -> dict[str, str]:
    """Of Python, of the packages that the lab names, of the grader's, and of the package that has the lab."""
    lab = find.entry_point(assignment.name).dist
    packages = [*assignment.lab.packages, *OWN_PACKAGES, *([lab.name] if lab else [])]
    return {"python": platform.python_version(), **{package: _version(package) for package in packages}}


@functools.cache
def _version(package: str) -> str:
    """The installed version, asked for without importing what would take seconds."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def surroundings_digest(assignment: Assignment) -> str:
    """sha256 of what runs beside the student's work: the assignment's files, locked code cells, the lab's sources."""
    cells = {
        name: str(cell.source)
        for name, cell in assignment.source_cells.items()
        if cell.cell_type == "code" and assignment.is_locked(name)
    }
    told = [*cells.items(), *((cell, "") for cell in sorted(assignment.demonstrations))]
    kernel = assignment.lab.kernel
    environment = "\n".join(f"{name}={value}" for name, value in sorted(kernel.environment))
    lab = [("stand-ins", assignment.lab.stand_ins), ("warm-up", kernel.warm_up), ("environment", environment)]
    lab.append(("makers", kernel.makers))
    texts = [*lab, *told]
    return _digest([*((name, text.encode()) for name, text in texts), *sorted(assignment.files.items())])


def submission_digest(notebook: bytes | None, files: dict[str, bytes]) -> str:
    """sha256 of the notebook and the files beside it. `notebook` is None if there was none to read."""
    return _digest([("", notebook or b""), *sorted(files.items())])


def _digest(named: Iterable[tuple[str, bytes]]) -> str:
    total = hashlib.sha256()
    for name, data in named:
        # Each by its own hash, so that nothing can move from one to the next unseen.
        total.update(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest() + hashlib.sha256(data).digest())
    return total.hexdigest()
