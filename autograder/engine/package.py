"""One submission on its way to a worker and back: everything by value, so that the worker may be any machine."""

import atexit
import functools
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.grading import report
from autograder.grading.assignment import Assignment
from autograder.grading.choose import choose
from autograder.grading.evidence import pack as pack_evidence
from autograder.grading.evidence import submission_digest
from autograder.grading.grade import Grade, grade, mend, ungraded
from autograder.grading.submission import find_files, read_files, read_regular
from autograder.kernel.nursery import Nursery, NurseryUnavailable


@dataclass(frozen=True)
class Package:
    """A submission as bytes, and all else that its grading depends on."""

    student: str
    assignment: Assignment
    notebook: bytes | None
    files: dict[str, bytes]
    notes: list[str]
    seed: int

    @property
    def digest(self) -> str:
        """That of everything which was handed in and is read."""
        return submission_digest(self.notebook, self.files)


@dataclass(frozen=True)
class Graded:
    """A package's grade, the files and the packed evidence to keep beside the notebook, and what it took.

    `seconds` are of wall time; `cold` says why no kernel could be forked, or is "".
    """

    student: str
    grade: Grade
    files: dict[str, bytes] = field(default_factory=dict)
    evidence: bytes | None = None
    seconds: float = 0.0
    cold: str = ""


def pack(student: str, folder: Path, assignment: Assignment, seed: int) -> Package:
    """The submission in `folder`, of which at most a notebook and what may lie beside it is read."""
    chosen, notes = choose(folder, assignment)
    notes = [*notes, *find_files(folder, assignment).notes]
    return Package(student, assignment, read_regular(chosen), read_files(folder, assignment), notes, seed)


def write_verdicts(package: Package, result: Grade, mended: list[str]) -> None:
    """Puts the verdicts into the notebook, with all that is to be noted: what was `mended`, what was left out."""
    result.notes = [*mended, *package.notes, *result.notes]
    report.write_outputs(result)


def grade_package(package: Package) -> Graded:
    """Grades one submission: bytes in, result out. Raises SandboxUnavailable.

    Kernels are forked where this process can have a nursery, which it keeps for its next packages.
    """
    started = time.monotonic()
    assignment = package.assignment
    notebook, notes, problem = mend(assignment, package.notebook)
    if problem:
        cold, result = "", ungraded(assignment, notebook, package.seed, problem)
    else:
        nursery, cold = nursery_for(assignment.lab.WARM_UP)
        result = grade(assignment, notebook, package.files, package.seed, nursery=nursery)
    write_verdicts(package, result, notes)
    evidence = None
    if result.evidence:
        noted = replace(result.evidence, notes=tuple(result.notes), submission=package.digest)
        evidence, result.evidence = pack_evidence(noted), None
    return Graded(package.student, result, package.files, evidence, time.monotonic() - started, cold)


_one_at_a_time = threading.Lock()  # a Dask worker grades in threads


def nursery_for(warm_up: str) -> tuple[Nursery | None, str]:
    """This process's nursery for such kernels, or why there is none."""
    with _one_at_a_time:
        nursery, problem = _started(warm_up)
        if nursery is not None and not nursery.is_alive():
            nursery.close()
            _started.cache_clear()
            nursery, problem = _started(warm_up)
        return nursery, problem


@functools.lru_cache(maxsize=1)
def _started(warm_up: str) -> tuple[Nursery | None, str]:
    try:
        nursery = Nursery(warm_up)
    except NurseryUnavailable as problem:
        return None, str(problem)
    atexit.register(nursery.close)
    return nursery, ""
