"""A course with the tiny lab, and things of the outside that no submission may reach."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tiny_lab
from attacks_on_files import CANARY, SECRET

from autograder.grading import assignment as assignments
from autograder.kernel.limits import MIB, Limits

CANARY_PORTS = range(47113, 47121)  # the attacks know these, and the names that begin as the canary's do

# Small enough that an attack is over in seconds, and large enough for an ordinary kernel.
LIMITS = Limits(
    memory=1024 * MIB,
    temporary=16 * MIB,
    file=8 * MIB,
    files=3000,
    open_files=256,
    threads=200,
    processes=8,
    cpu_seconds=60,
    cell_seconds=4.0,
    submission_seconds=25.0,
    cell_output=256 * 1024,
    output=1 * MIB,
)


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with the tiny lab's source and release."""
    sys.modules.setdefault(f"autograder.labs.{tiny_lab.NAME}", tiny_lab)
    folder = tmp_path_factory.mktemp("tiny_course")
    tiny_lab.make_course(folder)
    return folder


@pytest.fixture(scope="session")
def tiny(course: Path) -> assignments.Assignment:
    return assignments.load(course, tiny_lab.NAME)


@dataclass
class Outside:
    """A folder with a secret, and three services, outside of every sandbox."""

    services: list[socket.socket]

    def was_reached(self) -> bool:
        """Whether somebody connected to one of the services."""
        for service in self.services:
            try:
                service.accept()[0].close()
                return True
            except BlockingIOError:
                continue
        return False

    def is_untouched(self) -> bool:
        names = sorted(path.name for path in CANARY.iterdir())
        secret = (CANARY / "canary.txt").read_text(encoding="utf-8")
        return names == ["canary.txt", "service"] and secret == SECRET and not self.was_reached()


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


def listening(family: socket.AddressFamily, *addresses: Any) -> socket.socket:
    """A service at the first of the addresses that is free."""
    for address in addresses:
        service = socket.socket(family)
        service.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            service.bind(address)
        except OSError:
            service.close()
            continue
        service.listen()
        service.setblocking(False)
        return service
    raise RuntimeError(f"none of {addresses} is free")
