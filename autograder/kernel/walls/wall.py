"""What a wall is: it keeps a kernel, cold or forked, from reaching anything but its own files.

Grading uses the first wall of `choice.WALLS` that works. A further one is a module with a subclass, and its name there.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from autograder.kernel.limits import Limits


class SandboxUnavailable(Exception):
    """No wall that keeps what grading requires works here; the message says what to do, in one line."""


@dataclass(frozen=True)
class Held:
    """What a kernel holds where it can write: files, and bytes that no limit of the system counts."""

    files: int = 0
    bytes: int = 0


class Wall(ABC):
    """One way to confine a process. People ask for it by `name`."""

    name: ClassVar[str]
    on_disk: ClassVar[bool] = False  # whether homes lie on this machine's disk, and have to be removed from there

    @abstractmethod
    def problem(self) -> str:
        """Why the wall does not work here and what to do, in one line; "" if it works."""

    @property
    def described(self) -> str:
        """The wall as it stands in evidence, with what decides on how much it keeps."""
        return self.name

    @abstractmethod
    def home(self, folder: Path, place: Path) -> Path:
        """The home of a kernel with the submission's files in `folder`, and `place` for itself on this machine."""

    def temporary(self, home: Path) -> Path:
        """Where that kernel's temporary files go."""
        return home

    @abstractmethod
    def submission(self, folder: Path) -> Path:
        """Where a cold kernel finds the files of `folder`."""

    @abstractmethod
    def cold(
        self,
        argv: list[str],
        folder: Path,
        connection_file: str,
        environment: dict[str, str],
        limits: Limits,
        rules: int,
    ) -> list[str]:
        """The command that starts a cold kernel's `argv`; `rules` is an inherited descriptor of the filter."""

    @abstractmethod
    def nursery(self, argv: list[str], environment: dict[str, str], limits: Limits) -> list[str]:
        """The command that starts a nursery's `argv`, whose kernels go behind the wall by themselves."""

    @abstractmethod
    def inside(self, home: Path, connection_file: str, limits: Limits) -> dict[str, Any]:
        """What the launcher or the nursery has to know to put a kernel behind the wall, as plain data."""

    @abstractmethod
    def held(self, pid: int, home: Path) -> Held:
        """What the process `pid` of a kernel holds now. Raises OSError."""
