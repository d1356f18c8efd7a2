"""Sends packages to workers and takes what comes back, whatever becomes of a worker."""

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import AbstractContextManager

from autograder.engine.package import Graded, Package, grade_package, write_verdicts
from autograder.engine.workers import Workers
from autograder.grading.grade import mend, ungraded
from autograder.kernel.sandbox import SandboxUnavailable
from autograder.kernel.text import one_line

AHEAD = 2  # packages a worker has at hand, so that it need not wait for the gradebook
LOOK_SECONDS = 0.5  # how soon a wish to stop is heard

Hire = Callable[[], AbstractContextManager[Workers]]


def grade_all(packages: Iterable[Package], hire: Hire, stopped: Callable[[], bool]) -> Generator[Graded, None, None]:
    """Grades as they come back, in any order; ends early, with all that is done, once `stopped()`.

    A worker that dies takes those beside it along, so all that were with it are graded again, each by itself. The one
    that ends its worker again is left to a person. Raises SandboxUnavailable, WorkersUnavailable.
    """
    suspects: list[Package] = []
    waiting = iter(packages)
    while not stopped():
        lost = yield from _round(waiting, hire, stopped)
        suspects += lost
        if not lost:
            break
    for suspect in suspects:
        if stopped():
            return
        lost = yield from _round(iter([suspect]), hire, stopped)
        for package in lost:
            yield _left_to_a_person(package, "the worker that graded it ended each time; a person will")


def _round(
    waiting: Iterator[Package], hire: Hire, stopped: Callable[[], bool]
) -> Generator[Graded, None, list[Package]]:
    """Grades until none is left, or a worker dies; returns the packages that were lost with it."""
    running: dict[Future[Graded], Package] = {}
    with hire() as workers:
        while not stopped():
            lost = []
            for package in itertools.islice(waiting, AHEAD * workers.count - len(running)):
                try:
                    running[workers.executor.submit(grade_package, package)] = package
                except BrokenExecutor:
                    lost.append(package)
                    break
            if not running and not lost:
                return []
            done, _ = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                package = running.pop(future)
                graded = _result(future, package)
                if graded:
                    yield graded
                else:
                    lost.append(package)
            if lost:
                return [*lost, *running.values()]
    return []


def _result(future: "Future[Graded]", package: Package) -> Graded | None:
    """What the worker says of a package, or None where the worker is gone."""
    try:
        return future.result()
    except SandboxUnavailable:
        raise
    except Exception as error:
        if isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker":  # Dask's word for the same
            return None
        reason = one_line(f"{type(error).__name__}: {error}", 200)
        return _left_to_a_person(package, f"the grader could not grade this ({reason}); a person will")


def _left_to_a_person(package: Package, problem: str) -> Graded:
    notebook, notes, _ = mend(package.assignment, package.notebook)
    result = ungraded(package.assignment, notebook, package.seed, problem)
    write_verdicts(package, result, notes)
    return Graded(package.student, result, package.files)
