"""No wall at all, if AUTOGRADER_TRUST says that the submissions are trusted."""

import os
from pathlib import Path
from typing import Any

from autograder.kernel.limits import Limits
from autograder.kernel.walls.wall import Held, Wall

VARIABLE = "AUTOGRADER_TRUST"
WORDS = "the submissions are trusted"


class Trust(Wall):
    name = "none: the submissions were said to be trusted"

    def problem(self) -> str:
        if os.environ.get(VARIABLE) == WORDS:
            return ""
        return f'if all submissions are your own, set {VARIABLE}="{WORDS}"'

    def home(self, folder: Path, place: Path) -> Path:
        return folder

    def submission(self, folder: Path) -> Path:
        return folder

    def cold(self, argv: list[str], *_: object) -> list[str]:
        return argv

    def nursery(self, argv: list[str], *_: object) -> list[str]:
        return argv

    def inside(self, home: Path, connection_file: str, limits: Limits) -> dict[str, Any]:
        return {}

    def held(self, pid: int, home: Path) -> Held:
        return Held()
