"""The files of a course that no submission may read, wherever nbgrader keeps them."""

import contextlib
import logging
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from nbgrader.exchange.default.exchange import Exchange


def private_places(start: Path) -> list[Path]:
    """One file of the course in `start`, of each step's folder, the gradebook, the exchange and nbgrader's cache.

    If there is no file yet, the folder in which it will be, if that exists.
    """
    with contextlib.chdir(start):
        app = NbGrader()
        app.initialize([])
        app.log.setLevel(logging.ERROR)
        exchange = Exchange(parent=app)
    course = app.coursedir
    root = Path(course.root)
    steps = (
        course.source_directory,
        course.submitted_directory,
        course.autograded_directory,
        course.feedback_directory,
    )
    folders = [*(root / step for step in steps), Path(exchange.root), Path(exchange.cache)]
    own = next((path for path in sorted(root.iterdir()) if path.is_file()), root)
    database = Path(course.db_url.removeprefix("sqlite:///"))
    return [path for path in (own, *map(_file_in, folders), database) if path.exists()]


def _file_in(folder: Path) -> Path:
    return next((path for path in folder.rglob("*") if path.is_file()), folder)
