"""Which platform an archive is from."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from autograder.platforms import canvas, exchange, moodle, plain
from autograder.platforms.archive import Archive, UnreadableArchive, opened, opened_inner
from autograder.platforms.gradescope import export as gradescope
from autograder.platforms.handed_in import Reading

MAX_DEPTH = 3
READERS = (gradescope, moodle, canvas, exchange)


@contextlib.contextmanager
def readings(path: Path, assignment: str) -> Iterator[list[Reading]]:
    """What the archive at `path` can be read as, the likeliest first: as a platform's, or by the names in it.

    All of it may lie in one folder, or in a zip file within the zip file; files can be read while the context is open.
    Raises UnreadableArchive.
    """
    with contextlib.ExitStack() as stack:
        archive: Archive | None = stack.enter_context(opened(path))
        found: list[Reading] = []
        for _ in range(MAX_DEPTH):
            assert archive is not None
            levels = _levels(archive)
            for level in levels:
                reader = next((one for one in READERS if one.recognises(level)), None)
                if reader:
                    yield [*found, reader.read(level, assignment)]
                    return
            found += [plain.read(level, assignment) for level in levels]
            try:
                archive = stack.enter_context(opened_inner(levels[-1]))
            except UnreadableArchive:
                break
            if archive is None:
                break
        yield found


def _levels(archive: Archive) -> list[Archive]:
    """The archive, and it without each folder that all of it lies in."""
    levels = [archive]
    while len(levels) < MAX_DEPTH and (inside := levels[-1].inside()):
        levels.append(inside)
    return levels
