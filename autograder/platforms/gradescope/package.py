"""The autograder package for Gradescope: a zip with all that grading an assignment needs there."""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distribution
from pathlib import Path

from autograder import PROJECT
from autograder.grading import assignment
from autograder.kernel.walls import view
from autograder.labs import find
from autograder.platforms.gradescope.results import without_score

TEMPLATES = Path(__file__).parent
EXECUTABLE, READABLE = 0o755, 0o644
NEVER_ENDED = "grading did not end in time, or the memory was too small for it"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip can hold; fixed, so that the same content gives the same bytes


def write_package(course: Path, name: str, output: Path) -> None:
    """Writes the package for the assignment `name` of the course folder. Raises AssignmentError and OSError."""
    assignment.load(course, name)  # no package is written that could not grade
    projects = _projects(name)
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for script in ("setup.sh", "run_autograder"):
            text = (TEMPLATES / script).read_text(encoding="utf-8").replace("ASSIGNMENT", name)
            _add(package, script, text.encode(), EXECUTABLE)
        _add(package, "requirements.txt", "\n".join([*pinned(projects), ""]).encode())
        _add(package, "not_graded.json", json.dumps(without_score(NEVER_ENDED)).encode())
        for path, data in (*_code(projects), *_course(course, name)):
            _add(package, path, data)


def _projects(name: str) -> dict[str, Distribution]:
    """The installed projects with the grader and with the lab `name`, which may be the same, by their names."""
    lab = find.entry_point(name).dist
    return {one.name: one for one in (distribution(PROJECT), lab) if one}


def pinned(projects: Mapping[str, Distribution]) -> list[str]:
    """The packages that the projects need, each other excepted, in the versions they pin, as lines for pip."""
    lines = {line for project in projects.values() for line in project.requires or [] if "extra ==" not in line}
    return sorted(line for line in lines if re.split(r"[^\w.-]", line)[0] not in projects)


def _code(projects: Mapping[str, Distribution]) -> Iterator[tuple[str, bytes]]:
    """The projects' packages, and the metadata by which their labs are found."""
    for project in projects.values():
        about = f"project/{project.name.replace('-', '_')}-{project.version}.dist-info"
        yield f"{about}/METADATA", str(project.metadata).encode()
        yield f"{about}/entry_points.txt", (project.read_text("entry_points.txt") or "").encode()
        for folder in view.package_folders(view.packages(project)):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    yield f"project/{folder.name}/{path.relative_to(folder)}", path.read_bytes()


def _course(course: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """The assignment's source and release files."""
    for kind in ("source", "release"):
        for path in sorted((course / kind / name).iterdir()):
            if path.is_file():
                yield f"course/{kind}/{name}/{path.name}", path.read_bytes()


def _add(package: zipfile.ZipFile, path: str, data: bytes, mode: int = READABLE) -> None:
    about = zipfile.ZipInfo(path, EARLIEST)
    about.compress_type = zipfile.ZIP_DEFLATED
    about.external_attr = mode << 16
    package.writestr(about, data)
