"""What the engine does with what comes back from workers, and with workers that do not."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from autograder.engine.package import Graded, Package
from autograder.engine.run import grade_all, rejudge_all
from autograder.engine.seeds import seed_for
from autograder.engine.workers import Workers, WorkersUnavailable, cluster
from autograder.grading import assignment as assignments
from autograder.grading.folder import folder_of
from autograder.grading.grade import Grade
from autograder.grading.rejudge import Case, Stuck, Unchanged
from autograder.kernel.walls.wall import SandboxUnavailable

ROOT = Path(__file__).parents[2]
STUDENTS = [f"student_{number}" for number in range(9)]


class Answering(Executor):
    """Answers each package with what `become` says of its student: a grade, or an exception."""

    def __init__(
        self,
        become: Callable[[str], Exception | None],
        sent: Counter[str],
        result: Callable[[Any], Any] = lambda package: Graded(package.student, Grade(package.seed, None)),
    ) -> None:
        self._become = become
        self._result = result
        self._sent = sent
        self._is_broken = False

    def submit(self, function: Any, /, package: Any = None, **_: Any) -> Future[Any]:
        if self._is_broken:
            raise BrokenProcessPool("a worker ended")
        future: Future[Any] = Future()
        self._sent[package.student] += 1
        problem = self._become(package.student)
        if problem is None:
            future.set_result(self._result(package))
        else:
            self._is_broken = isinstance(problem, BrokenProcessPool)
            future.set_exception(problem)
        return future


def grades(become: Callable[[str], Exception | None], stop_after: int = 99) -> tuple[dict[str, Grade], Counter[str]]:
    """The grade of each student, and how often each was sent to a worker."""
    known = assignments.load(ROOT, "lab13_rnn")
    packages = (Package(student, known, folder_of({"lab13_rnn.ipynb": b"{}"}, known), seed=1) for student in STUDENTS)
    sent: Counter[str] = Counter()
    found: dict[str, Grade] = {}

    @contextmanager
    def hire() -> Iterator[Workers]:
        yield Workers(Answering(become, sent), 2)

    for graded in grade_all(packages, hire, lambda: len(found) >= stop_after):
        assert graded.student not in found
        found[graded.student] = graded.grade
    return found, sent


def test_everybody_gets_a_grade_once():
    found, sent = grades(lambda student: None)
    assert sorted(found) == STUDENTS
    assert set(sent.values()) == {1}


def test_one_that_ends_its_worker_each_time_is_left_to_a_person_and_costs_nobody_else():
    found, sent = grades(lambda student: BrokenProcessPool("gone") if student == "student_3" else None)
    assert sorted(found) == STUDENTS
    assert [student for student, grade in found.items() if grade.undecided] == ["student_3"]
    assert "the worker ended each time" in " ".join(found["student_3"].notes)
    assert sent["student_3"] == 2


def test_a_worker_that_ends_once_changes_nothing():
    ended = iter([BrokenProcessPool("gone")])
    found, _ = grades(lambda student: next(ended, None) if student == "student_5" else None)
    assert sorted(found) == STUDENTS
    assert not [grade for grade in found.values() if grade.undecided]


def test_a_fault_of_the_grader_leaves_that_submission_to_a_person():
    found, _ = grades(lambda student: ValueError("a bug") if student == "student_0" else None)
    assert sorted(found) == STUDENTS
    assert "could not grade this (ValueError: a bug)" in " ".join(found["student_0"].notes)


def test_without_a_sandbox_nothing_is_graded():
    with pytest.raises(SandboxUnavailable):
        grades(lambda student: SandboxUnavailable("install it"))


def test_judging_again_survives_workers_that_end_in_the_same_way():
    known = assignments.load(ROOT, "lab13_rnn")
    cases = (Case(student, known, None) for student in STUDENTS)

    def become(student: str) -> Exception | None:
        return {"student_2": ValueError("a bug"), "student_3": BrokenProcessPool("gone")}.get(student)

    @contextmanager
    def hire() -> Iterator[Workers]:
        yield Workers(Answering(become, Counter(), lambda case: Unchanged(case.student)), 2)

    found = {one.student: one for one in rejudge_all(cases, hire, lambda: False)}
    assert sorted(found) == STUDENTS
    stuck = {student: one.reason for student, one in found.items() if isinstance(one, Stuck)}
    assert stuck == {
        "student_2": "it could not be judged again (ValueError: a bug)",
        "student_3": "it could not be judged again (the worker ended each time)",
    }


def test_a_wish_to_stop_is_heard_between_grades():
    found, sent = grades(lambda student: None, stop_after=3)
    assert 3 <= len(found) < len(STUDENTS)
    assert sum(sent.values()) < len(STUDENTS)


def test_a_seed_for_the_class_gives_each_student_one():
    drawn = {student: seed_for(student, 7) for student in STUDENTS}
    assert drawn == {student: seed_for(student, 7) for student in STUDENTS}
    assert len(set(drawn.values())) == len(STUDENTS)
    assert seed_for("student_0", 8) != drawn["student_0"]
    assert len({seed_for("student_0", None) for _ in range(5)}) == 5
    assert all(0 <= seed < 2**32 for seed in drawn.values())


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:9", "tls://127.0.0.1:9"])
def test_a_scheduler_that_cannot_be_reached_is_told_in_a_line(address):
    with (
        pytest.raises(WorkersUnavailable, match=f"no Dask scheduler answers at {address}: ") as refusal,
        cluster(address),
    ):
        pass
    assert "\n" not in str(refusal.value)
