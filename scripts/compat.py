"""Run the released lab under every Python from 3.8 to 3.13 found here, with an old and a new TensorFlow.

For each Python, on the PATH or among pyenv's, the oldest TensorFlow from 2.8 on and the newest that has a
wheel for it. Each pair gets a virtual environment below build/compat/ (about 2 GB, kept for the next run)
with what the lab's requirements.txt asks for. There the release, with the solutions filled in, runs from top
to bottom, and rnn_generator.py after it. Prints a table, writes it to docs/measured/compatibility.md; exit code 1 if
a pair fails, 2 if there is no release to run.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "compat"
SOURCE = ROOT / "source" / "lab13_rnn"
RELEASE = ROOT / "release" / "lab13_rnn"
TABLE = ROOT / "docs" / "measured" / "compatibility.md"
PYTHONS = [f"3.{minor}" for minor in range(8, 14)]
OLDEST_TENSORFLOW = (2, 8)
LIMIT = 900  # seconds for one command other than an installation

Row = list[str]


class PairFailed(Exception):
    """A command of a pair failed; the message is its last line of output, or why it did not end."""


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def run(command: list[str | Path], log: Path, timeout: int | None = LIMIT, **options: Any) -> float:
    """Run a command with its output added to `log`; its seconds. Raises PairFailed."""
    start = time.perf_counter()
    with log.open("a+", encoding="utf-8") as output:
        try:
            subprocess.run(command, stdout=output, stderr=output, timeout=timeout, check=True, **options)
        except subprocess.CalledProcessError as error:
            output.seek(0)
            plain = re.sub(r"\x1b\[[0-9;]*m|\|", "", output.read())  # neither colours nor the table's bars
            lines = [line for line in plain.splitlines() if line.strip()] or [str(error)]
            raise PairFailed(f"{lines[-1][:120]} ({log.relative_to(ROOT)})") from error
        except OSError as error:
            raise PairFailed(f"cannot run {Path(command[0]).name}: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise PairFailed(f"not done after {timeout} s ({log.relative_to(ROOT)})") from error
    return time.perf_counter() - start


def find_python(version: str) -> Path | None:
    """An interpreter of this version that can make virtual environments, or None."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    own = sorted(pyenv.glob(f"{version}.*"), key=lambda folder: int(re.findall(r"\d+", folder.name)[-1]))
    candidates: list[str | Path] = [f"python{version}", *(folder / "bin" / "python" for folder in reversed(own))]
    for candidate in candidates:
        question = "import ensurepip, sys; print('%d.%d' % sys.version_info[:2], sys.executable)"
        try:
            answer = subprocess.run([candidate, "-c", question], capture_output=True, text=True, check=True)
        except (OSError, subprocess.SubprocessError):
            continue  # not there, a pyenv shim without a version, or a Debian Python without venv
        found, executable = answer.stdout.strip().split(" ", 1)
        if found == version:
            return Path(executable)
    return None


def find_tensorflows(version: str) -> list[str]:
    """The oldest (from 2.8 on) and the newest TensorFlow that pip has a wheel of for this Python, or []."""
    command = [sys.executable, "-m", "pip", "index", "versions", "tensorflow", "--python-version", version]
    answer = subprocess.run(command, capture_output=True, text=True).stdout
    listed = re.findall(r"\b\d+\.\d+\.\d+(?=,|$)", answer.partition("Available versions:")[2].split("\n")[0])
    fitting = sorted((v for v in listed if numbers(v) >= OLDEST_TENSORFLOW), key=numbers)
    return list(dict.fromkeys([fitting[0], fitting[-1]])) if fitting else []


def install(interpreter: Path, tensorflow: str, folder: Path) -> Path:
    """A virtual environment with the lab's requirements and this TensorFlow; its folder of programs."""
    wanted = [f"tensorflow=={tensorflow}"]
    if numbers(tensorflow) < (2, 12):
        wanted += ["numpy<2", "protobuf<3.21"]  # too old to know that it stops beside newer ones
    requirements = SOURCE / "requirements.txt"
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    done = folder / "installed"
    state = "\n".join([str(interpreter), *wanted, requirements.read_text()])
    if not done.exists() or done.read_text() != state:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        pip: list[str | Path] = [programs / "python", "-m", "pip", "install", "--quiet"]
        log = folder / "install.log"
        run([interpreter, "-m", "venv", folder / "venv"], log)
        run([*pip, "--upgrade", "pip"], log, timeout=None)
        run([*pip, "--only-binary", "tensorflow", "--requirement", requirements, *wanted], log, timeout=None)
        done.write_text(state)
    return programs


def solved_release(folder: Path) -> None:
    """Copy the release to `folder` and fill in the source notebook's solutions, by grade id."""

    def solutions(notebook: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for cell in notebook["cells"]:
            mark = cell["metadata"].get("nbgrader", {})
            if mark.get("solution"):
                yield mark["grade_id"], cell

    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(RELEASE, folder)
    path = folder / "lab13_rnn.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    source = json.loads((SOURCE / "lab13_rnn.ipynb").read_text(encoding="utf-8"))
    answers = {grade_id: cell["source"] for grade_id, cell in solutions(source)}
    for grade_id, cell in solutions(notebook):
        cell["source"] = answers[grade_id]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def try_pair(interpreter: Path, tensorflow: str, folder: Path) -> Row:
    """Run notebook and script; [versions found by the script ..., seconds, seconds]. Raises PairFailed."""
    programs = install(interpreter, tensorflow, folder)
    lab, log = folder / "lab13_rnn", folder / "run.log"
    log.unlink(missing_ok=True)
    solved_release(lab)
    settings = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_PREFER_ENV_PATH": "1",  # or a kernel installed for this user would be taken
        "LAB13_RESULTS_DIR": str(lab / "results"),
    }
    there: dict[str, Any] = {"cwd": lab, "env": {**os.environ, **settings}}
    notebook = run([programs / "jupyter", "execute", "lab13_rnn.ipynb"], log, **there)
    there["env"]["LAB13_RESULTS_DIR"] = str(lab / "script")
    script = run([programs / "python", "rnn_generator.py", "--epochs", "2"], log, **there)
    versions = json.loads((lab / "script" / "run-001" / "versions.json").read_text())
    return [
        *(versions[name] for name in ("python", "tensorflow", "numpy")),
        f"{notebook:.0f}",
        f"{script:.0f}",
    ]


def rows() -> Iterator[Row]:
    """A row of the table for each pair, as it is tried."""
    for version in PYTHONS:
        interpreter = find_python(version)
        if interpreter is None:
            yield [version, "", "", "", "", "not found here"]
            continue
        tensorflows = find_tensorflows(version)
        if not tensorflows:
            yield [version, "", "", "", "", "FAILED: pip finds no TensorFlow for it: is the network there?"]
        for tensorflow in tensorflows:
            print(f"Python {version}, TensorFlow {tensorflow} ...", flush=True)
            try:
                row = [*try_pair(interpreter, tensorflow, BUILD / f"py{version}-tf{tensorflow}"), "passed"]
            except PairFailed as error:
                row = [version, tensorflow, "", "", "", f"FAILED: {error}"]
            print(f"  {row[-1]}", flush=True)
            yield row


def main() -> int:
    if not RELEASE.is_dir():
        print(f"compat.py: {RELEASE.relative_to(ROOT)} is missing: run  make release  first", file=sys.stderr)
        return 2
    head = ["Python", "TensorFlow", "NumPy", "notebook, s", "rnn_generator.py, s", "result"]
    found = list(rows())
    lines = [head, ["---"] * len(head), *found]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    print(f"\n{table}")
    computer = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    text = f"""# Pythons and TensorFlows the lab runs on

Made by `make compat` on {datetime.date.today()} ({computer}).
Each row is one virtual environment: the released folder with the solutions filled in, the notebook run from
top to bottom, then `rnn_generator.py --epochs 2`; seconds include TensorFlow's import.

{table}"""
    TABLE.write_text(text, encoding="utf-8")
    return int(any(row[-1].startswith("FAILED") for row in found))


if __name__ == "__main__":
    sys.exit(main())
