"""Packs release/lab13_rnn/ into build/handout/lab13_rnn.zip, for a course page. Called by `make handout`."""

import shutil
from pathlib import Path

from build_release import ASSIGNMENT, ROOT


def pack(release: Path, target: Path) -> Path:
    """The path of a zip in `target` that unpacks to one folder with the name and the files of `release`."""
    target.mkdir(parents=True, exist_ok=True)
    return Path(shutil.make_archive(str(target / release.name), "zip", release.parent, release.name))


if __name__ == "__main__":
    print(pack(ROOT / "release" / ASSIGNMENT, ROOT / "build" / "handout").relative_to(ROOT))
