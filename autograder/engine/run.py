"""Sends tasks to workers and collects the results, even if a worker dies."""

import itertools
import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from autograder.engine.package import Graded, Package, grade_package
from autograder.engine.workers import Workers
from autograder.grading.recipe import not_graded, submission_in
from autograder.grading.rejudge import Case, Rejudged, Stuck, rejudge_case
from autograder.grading.reports.notebook import write_outputs
from autograder.kernel.text import one_line
from autograder.kernel.walls.wall import SandboxUnavailable

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5  # between looks whether to stop
MAX_REASON = 200

T = TypeVar("T")
R = TypeVar("R")
Hire = Callable[[], AbstractContextManager[Workers]]


@dataclass(frozen=True)
class Kind(Generic[T, R]):
    """A kind of tasks. A worker calls `work` on each; it is sent `ahead` tasks at a time, the running one included.

    `give_up` makes the result of a task that no worker could do, from the task and the reason.
    """

    work: Callable[[T], R]
    give_up: Callable[[T, str], R]
    ahead: int


def grade_all(packages: Iterable[Package], hire: Hire, stopped: Callable[[], bool]) -> Generator[Graded, None, None]:
    """Grades packages; see `do_all`. If no worker can grade one, it is left to a person."""
    return do_all(GRADING, packages, hire, stopped)


def rejudge_all(cases: Iterable[Case], hire: Hire, stopped: Callable[[], bool]) -> Generator[Rejudged, None, None]:
    """Judges cases again; see `do_all`. If no worker can, the case is stuck."""
    return do_all(REJUDGING, cases, hire, stopped)


def do_all(kind: Kind[T, R], tasks: Iterable[T], hire: Hire, stopped: Callable[[], bool]) -> Generator[R, None, None]:
    """Yields results as they come back, in any order. Once `stopped()`, it ends early.

    If a worker dies, its whole pool ends. All tasks of that pool are done again, each alone; a task whose worker dies
    again is given up. Raises SandboxUnavailable, WorkersUnavailable.
    """
    suspects: list[T] = []
    waiting = iter(tasks)
    while not stopped():
        lost = yield from _round(kind, waiting, hire, stopped)
        suspects += lost
        if not lost:
            break
    for suspect in suspects:
        if stopped():
            return
        lost = yield from _round(kind, iter([suspect]), hire, stopped)
        for task in lost:
            yield kind.give_up(task, "the worker ended each time")


def _round(
    kind: Kind[T, R], waiting: Iterator[T], hire: Hire, stopped: Callable[[], bool]
) -> Generator[R, None, list[T]]:
    """Results until no task is left, or a worker dies; returns the tasks that were lost with it."""
    running: dict[Future[R], T] = {}
    with hire() as workers:
        while not stopped():
            lost = []
            for task in itertools.islice(waiting, kind.ahead * workers.count - len(running)):
                try:
                    running[workers.executor.submit(kind.work, task)] = task
                except BrokenExecutor:
                    lost.append(task)
                    break
            if not running and not lost:
                return []
            done, _ = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
            for future in [one for one in running if one in done]:  # in the order of the tasks
                task = running.pop(future)
                try:
                    yield future.result()
                except SandboxUnavailable:
                    raise
                except Exception as error:
                    if _is_gone(error):
                        lost.append(task)
                    else:
                        log.debug("a task failed in its worker", exc_info=True)
                        yield kind.give_up(task, one_line(f"{type(error).__name__}: {error}", MAX_REASON))
            if lost:
                return [*lost, *running.values()]
    return []


def _is_gone(error: Exception) -> bool:
    """Whether the worker died; KilledWorker is what Dask raises then."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"


def _left_to_a_person(package: Package, reason: str) -> Graded:
    submission = submission_in(package.folder, package.assignment)
    problem = f"the grader could not grade this ({reason}); a person will"
    result = not_graded(package.assignment, submission, package.seed, problem)
    write_outputs(result)
    return Graded(package.student, result, submission.files)


def _stuck(case: Case, reason: str) -> Stuck:
    return Stuck(case.student, f"it could not be judged again ({reason})")


# A worker need not wait for the gradebook while it has another package at hand. Judging again takes far less time.
GRADING: Kind[Package, Graded] = Kind(grade_package, _left_to_a_person, ahead=2)
REJUDGING: Kind[Case, Any] = Kind(rejudge_case, _stuck, ahead=8)
