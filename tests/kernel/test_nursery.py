"""A nursery that is late, and one that cannot fork: no answer reaches the wrong kernel."""

import contextlib
import json
import os
import socket
from pathlib import Path

import pytest
from support import tiny_lab

from autograder.engine import package
from autograder.kernel import nursery as nurseries
from autograder.kernel.nursery import Nursery
from autograder.kernel.session import KernelSession
from autograder.kernel.walls import choice
from autograder.kernel.walls.wall import SandboxUnavailable


@pytest.fixture
def late(monkeypatch):
    """A nursery whose first answer to a request comes when nobody waits for it any more."""
    with contextlib.closing(Nursery(tiny_lab.LAB.kernel)) as nursery:
        monkeypatch.setattr(nurseries, "FORK_SECONDS", 1e-6)
        yield nursery


def test_a_late_nursery_is_closed_and_its_kernel_is_a_cold_one(tmp_path: Path, late: Nursery, monkeypatch) -> None:
    session = KernelSession(tmp_path, nursery=late)
    try:
        assert not session.process.is_warm
        assert session.process.cold == "the nursery did not answer in 1e-06 s"
        assert not session.run_cell("1 + 1", 10).error
    finally:
        session.close()
    assert not late.is_alive()


def test_a_closed_nursery_is_replaced(late: Nursery, monkeypatch) -> None:
    monkeypatch.setitem(package._nurseries, tiny_lab.LAB.kernel, late)
    late.close()
    replaced, problem = package.nursery_for(tiny_lab.LAB.kernel)
    assert problem == ""
    assert replaced is not None
    with contextlib.closing(replaced):
        assert replaced is not late
        assert replaced.is_alive()


def test_a_fork_that_fails_says_so(tmp_path: Path, monkeypatch) -> None:
    """The other end answers with a problem, as `inside/fork.py` does."""
    with contextlib.closing(Nursery(tiny_lab.LAB.kernel)) as nursery:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        nursery._control.close()
        nursery._control = ours
        theirs.send(json.dumps({"problem": os.strerror(12)}).encode())
        session = KernelSession(tmp_path, nursery=nursery)
        session.close()
        theirs.close()
        assert session.process.cold == "Cannot allocate memory"


def test_a_nursery_that_is_left_alone_removes_its_folder(monkeypatch) -> None:
    monkeypatch.setenv(choice.VARIABLE, "landlock")
    nursery = Nursery(tiny_lab.LAB.kernel)
    place = nursery._place
    assert place is not None
    assert place.exists()
    nursery._control.close()  # as when the grader is ended by a signal
    nursery._process.wait(20)
    assert not place.exists()
    nursery.close()


def test_without_a_wall_no_folder_is_left(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv(choice.VARIABLE, "paper")
    with pytest.raises(SandboxUnavailable):
        KernelSession(tmp_path)
    assert list(Path("/tmp").glob(f"lab-{os.getpid()}-*")) == []
