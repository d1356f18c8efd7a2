"""One command at a time writes into a course, and whoever comes second is told who is first."""

import os
import re
import subprocess
import sys

import pytest

from autograder.course.lock import NAME, locked
from autograder.gradebook.course import CannotWrite

HOLDER = """
import sys
from pathlib import Path
from autograder.course.lock import locked
with locked(Path(sys.argv[1]), "autograder grade lab"):
    print("held", flush=True)
    input()
"""


def test_whoever_comes_second_is_told_who_is_first(tmp_path):
    with (
        locked(tmp_path, "autograder grade lab13_rnn"),
        pytest.raises(CannotWrite) as told,
        locked(tmp_path, "autograder grade lab13_rnn"),
    ):
        pass
    said = str(told.value)
    assert re.search(rf"in use by autograder grade lab13_rnn, process {os.getpid()} of \S+ on \S+ since 20", said)
    assert "\n" not in said


def test_nothing_is_left_and_the_next_may_come(tmp_path):
    for _ in range(2):
        with locked(tmp_path, "autograder grade lab13_rnn"):
            assert (tmp_path / NAME).exists()
        assert list(tmp_path.iterdir()) == []


def test_a_holder_that_is_killed_holds_nothing_any_more(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(CannotWrite, match=f"process {holder.pid} "), locked(tmp_path, "autograder grade lab"):
            pass
        holder.kill()
    with locked(tmp_path, "autograder grade lab"):
        assert f"process {os.getpid()} " in (tmp_path / NAME).read_text(encoding="utf-8")


def test_a_name_in_the_lock_file_is_one_line(tmp_path):
    with locked(tmp_path, "x\n\x1b[31my"), pytest.raises(CannotWrite) as told, locked(tmp_path, "z"):
        pass
    assert "in use by x y, process" in str(told.value)


def test_a_course_that_cannot_be_written_is_told_in_a_line(tmp_path):
    said = r"takes no grades \(No such file or directory\): make it writable"
    with pytest.raises(CannotWrite, match=said), locked(tmp_path / "gone", "autograder grade lab"):
        pass


def test_a_link_under_that_name_is_not_followed(tmp_path):
    (tmp_path / NAME).symlink_to(tmp_path / "other")
    with pytest.raises(CannotWrite, match="takes no grades"), locked(tmp_path, "autograder grade lab"):
        pass
    assert not (tmp_path / "other").exists()
