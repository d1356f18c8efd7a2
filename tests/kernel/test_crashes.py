"""A function that ends the kernel costs its own points: there are few kernels, and later questions need one."""

import contextlib
from pathlib import Path

import pytest

from autograder.student.handle import Crashed, Work
from autograder.student.kernel_student import MAX_RESTARTS, KernelStudent

DEFINED = "import os\ndef ends(): os.abort()\ndef works(): return 7"
STAND_INS = "def ends():\n    return 5"


def test_a_function_that_ended_the_kernel_is_not_called_again_before_its_stand_in(tmp_path: Path) -> None:
    with contextlib.closing(KernelStudent(tmp_path, Work())) as student:
        student.run_cell(DEFINED, 20)
        with pytest.raises(Crashed, match=r"ends\(\): the kernel ended itself"):
            student.call("ends")
        for _ in range(MAX_RESTARTS + 1):
            with pytest.raises(Crashed, match=r"ends\(\) was not called again: an earlier call ended the kernel"):
                student.call("ends")
        assert student.call("works") == 7
        student.stand_in(STAND_INS, ("ends",))
        assert student.call("ends") == 5
