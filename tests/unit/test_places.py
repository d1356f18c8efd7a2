"""Folders for a time: told in a line where there is no room, and nothing of them is left."""

import errno
import os
import signal
import subprocess
import sys

import pytest

from autograder.engine import package
from autograder.grading import assignment as assignments
from autograder.grading.folder import folder_of
from autograder.kernel import places
from autograder.kernel.places import Terminated, clear_up, new_place, room_needed, terminated_in_order
from autograder.kernel.walls.wall import SandboxUnavailable

LEAVE = "from autograder.kernel.places import new_place; print(new_place(), new_place('nursery'))"


def test_what_a_process_left_that_is_gone_is_removed_and_nothing_else() -> None:
    done = subprocess.run([sys.executable, "-c", LEAVE], capture_output=True, text=True, check=True)
    left = done.stdout.split()
    assert all(map(os.path.isdir, left))
    own = new_place()
    clear_up()
    assert not any(map(os.path.exists, left))
    assert own.is_dir()
    own.rmdir()


def test_places_of_other_containers_and_accounts_stay(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(places, "TEMPORARY", str(tmp_path))
    ours = places._namespace()
    for name in (f"lab-999999999-{ours + 1}-x", f"other-999999999-{ours}-x", f"lab-{os.getpid()}-{ours}-x"):
        (tmp_path / name).mkdir()
    (tmp_path / f"lab-999999999-{ours}-link").symlink_to(tmp_path)
    (tmp_path / f"lab-999999999-{ours}-gone").mkdir()
    clear_up()
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_no_room_for_a_place_is_told_in_a_line(monkeypatch, reason) -> None:
    def full(**_):
        raise OSError(reason, os.strerror(reason), "/tmp/lab")

    monkeypatch.setattr(places.tempfile, "mkdtemp", full)
    with pytest.raises(SandboxUnavailable, match=r"^no room in /tmp \(.+\): free some and run this again$"):
        new_place()


def test_a_disk_that_is_full_is_the_machines_fault_and_all_else_is_not() -> None:
    with pytest.raises(SandboxUnavailable, match="No space left on device"), room_needed():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(FileNotFoundError), room_needed():
        raise FileNotFoundError(errno.ENOENT, "gone")


def test_a_worker_without_room_gives_no_grade_to_anybody(monkeypatch, pytestconfig) -> None:
    def full(preparation):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/tmp/tmp1")

    monkeypatch.setattr(package, "nursery_for", full)
    known = assignments.load(pytestconfig.rootpath, "lab13_rnn")
    with pytest.raises(SandboxUnavailable, match=r"^no room in /tmp"):
        package.grade_package(package.Package("ada", known, folder_of({}, known), seed=1))


def test_a_wish_to_end_is_heard_once_and_in_order() -> None:
    given_back = []

    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            given_back.append(True)

    with pytest.raises(Terminated), terminated_in_order():
        work()
    assert given_back
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
