"""Tries the newest versions of all dependencies, whatever pyproject.toml pins. Called by `make newest`.

Installs them into build/newest, runs the unit tests there, and prints which versions are others than the locked ones.
Exit code 1 where the tests fail.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "newest"
PYTHON = PLACE / "bin" / "python"
PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


def main() -> None:
    subprocess.run([sys.executable, "-m", "venv", "--clear", PLACE], check=True)
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--quiet", "install"]
    subprocess.run([*pip, *without_pins()], check=True)
    subprocess.run([*pip, "--no-deps", "--editable", ROOT], check=True)
    for line in other_versions():
        print(line)
    sys.exit(subprocess.run([PYTHON, "-m", "pytest", "-q", "tests/unit"], cwd=ROOT, check=False).returncode)


def without_pins() -> list[str]:
    """What pyproject.toml asks for, without versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (line for lines in project["optional-dependencies"].values() for line in lines)
    lines = [line for line in (*project["dependencies"], *extras) if not line.startswith(project["name"])]
    return [re.sub(r"^([\w.-]+)[^;]*", r"\1", line) for line in lines]


def other_versions() -> list[str]:
    """A line for each package that is installed in another version than the locked one."""
    lines = (ROOT / "requirements" / "test.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line.rstrip(" \\")) for line in lines if PIN.match(line)]
    locked = {one.name: one.specifier for one in pinned if one.marker is None or one.marker.evaluate()}
    freeze = subprocess.run([PYTHON, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    here = {name.lower().replace("_", "-"): version for name, version in PIN.findall(freeze)}
    changed = sorted(name for name, version in here.items() if name in locked and version not in locked[name])
    return [f"{name}: {locked[name]} is locked, {here[name]} is the newest" for name in changed]


if __name__ == "__main__":
    main()
