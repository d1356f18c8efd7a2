"""Time limits count a kernel's own work: beside busy neighbours, while it sleeps, and when it does not end at all."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from autograder.kernel.limits import LIMITS
from autograder.kernel.processor import Clock
from autograder.kernel.session import KernelSession
from autograder.student.handle import TooSlow, Work
from autograder.student.kernel_student import KernelStudent

WORK = """
import time
started = time.process_time()
while time.process_time() - started < {seconds}:
    pass
"""
NEIGHBOURS_EACH = 4  # to a core
LOAD_SECONDS = 60  # after which the neighbours end by themselves, whatever becomes of the test


@contextlib.contextmanager
def busy_machine() -> Iterator[None]:
    """Neighbours that keep every core busy, at this process's own priority."""
    spin = f"import time\nend = time.monotonic() + {LOAD_SECONDS}\nwhile time.monotonic() < end: pass"
    count = NEIGHBOURS_EACH * len(os.sched_getaffinity(0))
    command = [sys.executable, "-c", spin]
    # Each in a session of its own, as kernels are: some systems share processors among sessions.
    neighbours = [subprocess.Popen(command, start_new_session=True) for _ in range(count)]
    try:
        yield
    finally:
        for neighbour in neighbours:
            neighbour.kill()
            neighbour.wait()


def test_busy_neighbours_take_no_time_from_a_cell(tmp_path) -> None:
    session = KernelSession(tmp_path)
    try:
        with busy_machine():
            started = time.monotonic()
            run = session.run_cell(WORK.format(seconds=2.0), timeout=4.0)
            went_by = time.monotonic() - started
        assert run.error == ""
        assert went_by > 4.0, "the machine was not busy enough to tell the two apart"
    finally:
        session.close()


def test_nor_from_a_question(tmp_path) -> None:
    student = KernelStudent(tmp_path, Work())
    try:
        student.run_cell("def work():" + WORK.format(seconds=2.0).replace("\n", "\n    "), 20)
        with busy_machine():
            student.call("work", seconds=4.0)
        assert student._used < 10.0
    finally:
        student.close()


@pytest.mark.parametrize(
    "cell",
    [
        "while True: pass",
        "import time; time.sleep(1000)",
        "import threading; l = threading.Lock(); l.acquire(); l.acquire()",
    ],
)
def test_what_does_not_end_is_stopped_in_time(tmp_path, cell) -> None:
    session = KernelSession(tmp_path)
    try:
        run = session.run_cell(cell, timeout=2.0)
        assert run.error == "did not finish in 2 s"
        assert session.run_cell("print(1)", 20).error == ""
    finally:
        session.close()


def test_a_question_that_sleeps_is_too_slow(tmp_path) -> None:
    student = KernelStudent(tmp_path, Work())
    try:
        student.run_cell("import time\ndef sleep(): time.sleep(1000)", 20)
        with pytest.raises(TooSlow):
            student.call("sleep", seconds=2.0)
    finally:
        student.close()


def test_what_the_clock_never_counts_ends_on_the_wall(tmp_path) -> None:
    session = KernelSession(tmp_path, limits=replace(LIMITS, far=1.5))
    session.process.clock = Clock(longest=0.0)
    try:
        assert session.run_cell("while True: pass", timeout=2.0).error == "did not finish in 2 s"
    finally:
        session.close()


def test_a_process_that_works_is_counted_by_what_it_used() -> None:
    with subprocess.Popen([sys.executable, "-c", WORK.format(seconds=1.0)]) as process:
        clock, tree = Clock(longest=60.0), [psutil.Process(process.pid)]
        while process.poll() is None:
            clock.look(tree)
            time.sleep(0.05)
    assert 0.5 < clock.seconds < 3.0
