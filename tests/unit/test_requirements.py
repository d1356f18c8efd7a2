"""The lock files hold what pyproject.toml asks for, with hashes and without the address of any index."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
TEST = [*PROJECT["dependencies"], *EXTRAS["cluster"], *EXTRAS["test"]]
ASKED = {"run.txt": PROJECT["dependencies"], "test.txt": TEST}


def locked(file: str) -> dict[str, str]:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE))


@pytest.mark.parametrize("file", ASKED)
def test_they_hold_what_is_asked_for(file: str) -> None:
    there = locked(file)
    for wanted in map(Requirement, ASKED[file]):
        name = wanted.name.lower().replace("_", "-")
        if name != PROJECT["name"]:
            assert there.get(name) in wanted.specifier, f"{wanted} is not locked in {file}: run make lock"


@pytest.mark.parametrize("file", ASKED)
def test_they_hold_hashes_and_no_address(file: str) -> None:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in text.replace("\\\n", "")
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)


def test_tests_run_with_the_versions_that_grade() -> None:
    assert locked("run.txt").items() <= locked("test.txt").items()
