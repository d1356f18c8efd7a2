"""What was collected from where: names and ids by which the platform finds a submission's owner again.

It lies in the course folder, `collected/ASSIGNMENT.json`, and is read by people as well.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FOLDER = "collected"
SCHEMA = 1


class ManifestError(Exception):
    """The manifest cannot be read; the message says what to do, in one line."""


@dataclass(frozen=True)
class Entry:
    """A submission as it was collected.

    `shown` is the name that the platform gives its owner, `files` and `notebook` are the names the owner gave; `digest`
    is of the files as they were in the archive, `earlier` are the digests that it replaced. `when` is an ISO time in
    UTC, "" if the platform does not say. `problem` is why the files cannot be graded, "" if they can.
    """

    platform: str
    archive: str
    shown: str
    files: tuple[str, ...]
    notebook: str
    attempt: int
    when: str
    late: bool
    digest: str
    origin: dict[str, str] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()
    problem: str = ""


def read_manifest(root: Path, assignment: str) -> dict[str, Entry]:
    """The entries of the course at `root` by student; none if nothing was collected. Raises ManifestError."""
    path = root / FOLDER / f"{assignment}.json"
    try:
        content = json.loads(path.read_bytes())
        return {student: _entry(about) for student, about in content["students"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ManifestError(f"{path} cannot be read: restore it, or delete it and collect again") from error


def write_manifest(root: Path, assignment: str, entries: dict[str, Entry]) -> None:
    """Writes the manifest. Raises OSError."""
    students = {student: asdict(entries[student]) for student in sorted(entries)}
    write_json(root / FOLDER / f"{assignment}.json", {"schema": SCHEMA, "students": students})


def _entry(about: dict[str, Any]) -> Entry:
    return Entry(**(about | {"files": tuple(about["files"]), "earlier": tuple(about["earlier"])}))


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Replaces the file at once, so that nobody ever reads half of it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(new, path)
