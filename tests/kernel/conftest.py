"""A course with the tiny lab, and the things around it that no submission may reach."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from attacks_on_files import CANARY, SECRET
from support import tiny_lab
from surroundings import CANARY_PORTS, Outside, listening

from autograder.grading import assignment as assignments


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with the tiny lab's source and release."""
    folder = tmp_path_factory.mktemp("tiny_course")
    tiny_lab.make_course(folder)
    return folder


@pytest.fixture(scope="session")
def tiny(course: Path) -> assignments.Assignment:
    return assignments.load(course, tiny_lab.NAME)


@pytest.fixture(scope="session")
def outside() -> Iterator[Outside]:
    CANARY.mkdir()
    (CANARY / "canary.txt").write_text(SECRET, encoding="utf-8")
    os.environ["LAB_CANARY"] = SECRET
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, CANARY)
        yield Outside(
            [
                stack.enter_context(listening(socket.AF_INET, *(("127.0.0.1", port) for port in CANARY_PORTS))),
                stack.enter_context(listening(socket.AF_UNIX, str(CANARY / "service"))),
                stack.enter_context(listening(socket.AF_UNIX, f"\0{CANARY.name}")),
            ]
        )
    del os.environ["LAB_CANARY"]
