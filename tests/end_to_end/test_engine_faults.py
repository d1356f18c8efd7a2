"""What may happen to `autograder grade` on its way: interrupts, kills, locks, bad use, a worker that is lost."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from engine_course import grade, released, rows, start, tree
from support import samples

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("engine")]
NO_NOTEBOOK = b"{}"  # read, mended and left to a person within a second
STUDENTS = [f"student_{number}" for number in range(8)]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released(tmp_path_factory.mktemp("empty") / "course")


@pytest.fixture
def quick(empty: Path, tmp_path: Path) -> Path:
    """A course of eight submissions that only a person can grade, and one that takes seconds."""
    folder = tmp_path / "course"
    shutil.copytree(empty, folder)
    for student in STUDENTS:
        handed_in = folder / "submitted" / student / samples.ASSIGNMENT
        handed_in.mkdir(parents=True)
        (handed_in / samples.NOTEBOOK).write_bytes(NO_NOTEBOOK)
    samples.submit(folder, "untouched", None)
    return folder


def assert_complete(course: Path) -> None:
    found = rows(course)["grade"]
    assert len(found) == len({row[:2] for row in found}) == (len(STUDENTS) + 1) * 14
    expected = dict.fromkeys(STUDENTS, (None, True)) | {"untouched": (0, False)}
    assert all((row[2], row[5]) == expected[row[0]] for row in found)
    assert sum(path.endswith(samples.NOTEBOOK) for path in tree(course)) == len(expected)
    assert not [path for path in tree(course) if "being-written" in path]


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_an_interrupt_keeps_what_is_done_and_the_next_call_goes_on(quick: Path) -> None:
    process = start(quick, "--workers", "1")
    assert "student_0" in first_line(process)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate()
    assert process.returncode == 1
    assert "the same command goes on from here" in said
    assert 14 <= len(rows(quick)["grade"]) < 9 * 14
    assert grade(quick)[0] == 1
    assert_complete(quick)


def test_an_interrupt_of_force_says_what_goes_on(quick: Path) -> None:
    process = start(quick, "--workers", "1", "--force")
    first_line(process)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate()
    assert "the same command without --force goes on with those of them who have no grade" in said
    assert grade(quick)[0] == 1
    assert_complete(quick)


def test_killed_and_started_again(quick: Path) -> None:
    process = start(quick, "--workers", "1")
    for _ in range(3):
        first_line(process)
    below = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert psutil.wait_procs(below, 30)[1] == [], "workers, nurseries and kernels end with the engine"
    assert grade(quick)[0] == 1
    assert_complete(quick)


def test_a_second_one_at_once_is_told_who_is_first_and_does_nothing(quick: Path) -> None:
    first = start(quick, "--workers", "1")
    first_line(first)
    code, said = grade(quick)
    assert code == 2
    holder = rf"autograder grade \w+, process {first.pid} of .* since .*"
    assert re.fullmatch(rf"autograder: .* is in use by {holder}\n", said)
    first.communicate()
    assert_complete(quick)
    assert not [path for path in quick.iterdir() if "lock" in path.name]


def test_a_worker_that_dies_costs_nobody_anything(quick: Path) -> None:
    process = start(quick)
    workers: list[psutil.Process] = []
    while not workers:
        assert process.poll() is None, "the grading ended before a nursery was seen"
        started = [child for child in psutil.Process(process.pid).children() if child.name() != "bwrap"]
        workers = [child for child in started if "bwrap" in [below.name() for below in child.children()]]
    workers[0].kill()
    said, errors = process.communicate()
    assert process.returncode == 1, said + errors
    assert "9 graded" in said
    assert_complete(quick)


def test_a_locked_gradebook_is_told_in_a_line(quick: Path) -> None:
    lock = sqlite3.connect(quick / "gradebook.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    code, said = grade(quick)
    lock.rollback()
    lock.close()
    assert code == 2
    assert re.fullmatch(r"autograder: the gradebook .* \(database is locked\).*\n", said)
    assert grade(quick)[0] == 1
    assert_complete(quick)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--student", "nobody"], "nobody handed in nothing"),
        (["--scheduler", "tcp://127.0.0.1:1"], "no Dask scheduler answers"),
        (["--scheduler", "tcp://127.0.0.1:1", "--workers", "2"], "give one of them"),
    ],
)
def test_bad_use_is_told_in_a_line(quick: Path, arguments: list[str], said: str) -> None:
    code, text = grade(quick, *arguments)
    assert code == 2
    assert text.startswith("autograder: ")
    assert said in text
    assert len(text.splitlines()) == 1


@pytest.fixture
def scheduler() -> Iterator[tuple[str, list[int]]]:
    """A Dask scheduler and two workers as programs of their own; its address and the workers' process ids."""
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "distributed.cli.dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
        ],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as serving:
        assert serving.stderr is not None
        lines = iter(serving.stderr.readline, "")
        address = next(match[0] for line in lines if (match := re.search(r"tcp://127\.0\.0\.1:\d+", line)))
        command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
        working = [subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) for _ in range(2)]
        try:
            yield address, [one.pid for one in working]
        finally:
            for one in [*working, serving]:
                one.terminate()
                one.wait()


def test_a_cluster_that_loses_a_worker(quick: Path, scheduler: tuple[str, list[int]]) -> None:
    address, workers = scheduler
    import distributed

    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    process = start(quick, "--scheduler", address)
    first_line(process)
    os.kill(workers[0], signal.SIGKILL)
    said, errors = process.communicate()
    assert process.returncode == 1, said + errors
    assert "9 graded" in said
    assert_complete(quick)
