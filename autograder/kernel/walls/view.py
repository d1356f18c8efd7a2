"""What a submission may see of the machine, whatever the wall: the system's libraries and the Python that grades."""

import functools
import importlib.util
import os
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, entry_points
from pathlib import Path

from autograder import LABS
from autograder.kernel.preparation import Preparation

# Of the system only what programs run from: /usr/share and /usr/local/share hold other things too, such as nbgrader's
# exchange with everybody's submissions in it.
SYSTEM_FOLDERS = (
    *("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec"),
    *("/usr/local/bin", "/usr/local/lib", "/bin", "/sbin", "/lib", "/lib32", "/lib64"),
    *("/usr/share/fonts", "/usr/share/fontconfig", "/usr/share/zoneinfo", "/usr/share/locale"),
    *("/etc/alternatives", "/etc/fonts"),
)
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime")
# Of a Python installation only what it runs from: a virtual environment may have been made in a course folder.
PYTHON_PARTS = ("bin", "lib", "lib64", "share/zoneinfo", "pyvenv.cfg")
# One thread each for the linear algebra of NumPy, so that kernels do not fight for cores.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# All of a kernel's environment, beside its home and what the lab adds.
ENVIRONMENT = ONE_THREAD | {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "USER": "student"}


def environment(home: Path, temporary: Path, preparation: Preparation) -> dict[str, str]:
    """A kernel's environment: nothing of the grader's."""
    return ENVIRONMENT | dict(preparation.environment) | {"HOME": str(home), "TMPDIR": str(temporary)}


def python_prefixes() -> list[Path]:
    """The folders of this Python that lie outside the system's, a parent before its children."""
    found = {Path(prefix) for prefix in (sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix))}
    return sorted(prefix for prefix in found if not prefix.is_relative_to("/usr"))


def python_parts(prefix: Path) -> list[Path]:
    """What is shown of one of `python_prefixes`."""
    return [prefix / part for part in PYTHON_PARTS if (prefix / part).exists()]


def shown() -> list[Path]:
    """All that is shown, to be read and executed, but for `hidden_folders`."""
    return [*system_parts(), *(part for prefix in python_prefixes() for part in python_parts(prefix))]


def system_parts() -> list[Path]:
    """What is shown of the system."""
    return [Path(path) for path in (*SYSTEM_FOLDERS, *SYSTEM_FILES) if Path(path).exists()]


def hidden_folders() -> list[Path]:
    """What a submission must not read and lies below something that it can, every copy of it."""
    visible = shown()
    names = graders_packages()
    prefixes = {sys.prefix, sys.base_prefix, "/usr", "/usr/local"}
    copies = (Path(prefix).glob(f"lib*/python*/*-packages/{name}") for prefix in prefixes for name in names)
    folders = {*package_folders(names), *(folder for found in copies for folder in found)}
    return sorted(folder for folder in folders if any(folder.is_relative_to(part) for part in visible))


@functools.cache
def graders_packages() -> tuple[str, ...]:
    """The packages with checks and solutions in them: this one, and all of each installed project that has a lab."""
    labs = entry_points(group=LABS)
    found = {name for lab in labs if lab.dist for name in packages(lab.dist)}
    return tuple(sorted(found | {__name__.partition(".")[0]}))


def packages(project: Distribution) -> set[str]:
    """The top-level packages of an installed project that its metadata tells of, those with its labs among them."""
    named = (project.read_text("top_level.txt") or "").split()
    files = [file.parts[0] for file in project.files or [] if file.suffix == ".py" and len(file.parts) > 1]
    labs = [lab.module.partition(".")[0] for lab in project.entry_points if lab.group == LABS]
    return {name for name in (*named, *files, *labs) if name.isidentifier()}


def package_folders(names: Iterable[str]) -> list[Path]:
    """Where the packages of these names are."""
    specs = (importlib.util.find_spec(name) for name in names)
    return [Path(folder) for spec in specs if spec for folder in spec.submodule_search_locations or []]
