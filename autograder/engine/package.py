"""One submission on its way to a worker and back: everything by value, so that the worker may be any machine."""

import atexit
import threading
import time
from dataclasses import dataclass, field

from autograder.grading.assignment import Assignment
from autograder.grading.evidence.file import pack
from autograder.grading.folder import Folder
from autograder.grading.grade import Grade
from autograder.grading.recipe import grade_submission, submission_in
from autograder.grading.reports.notebook import write_outputs
from autograder.kernel.nursery import Nursery, NurseryUnavailable
from autograder.kernel.places import room_needed
from autograder.kernel.preparation import Preparation


@dataclass(frozen=True)
class Package:
    """A folder that was handed in, and everything else that its grading depends on."""

    student: str
    assignment: Assignment
    folder: Folder
    seed: int


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


def grade_package(package: Package) -> Graded:
    """Grades one submission: bytes in, result out. Raises SandboxUnavailable.

    Kernels are forked by this process's nursery, if it can have one. It is kept for the next packages.
    """
    started = time.monotonic()
    with room_needed():
        nursery, cold = nursery_for(package.assignment.lab.kernel)
        submission = submission_in(package.folder, package.assignment)
        result = grade_submission(package.assignment, submission, package.seed, nursery=nursery)
    cold = cold or result.cold
    write_outputs(result)
    evidence, result.evidence = pack(result.evidence) if result.evidence else None, None
    return Graded(package.student, result, submission.files, evidence, time.monotonic() - started, cold)


_one_at_a_time = threading.Lock()  # a Dask worker grades in threads
_nurseries: dict[Preparation, Nursery | str] = {}  # this process's nurseries, or why it has none


def nursery_for(preparation: Preparation) -> tuple[Nursery | None, str]:
    """This process's nursery for such kernels, or the reason why it has none. The nursery ends with the process."""
    with _one_at_a_time:
        found = _nurseries.get(preparation)
        if isinstance(found, Nursery) and not found.is_alive():
            found.close()
            found = None
        if found is None:
            found = _nurseries[preparation] = _started(preparation)
        return (None, found) if isinstance(found, str) else (found, "")


def _started(preparation: Preparation) -> Nursery | str:
    try:
        nursery = Nursery(preparation)
    except NurseryUnavailable as problem:
        return str(problem)
    atexit.register(nursery.close)
    return nursery
