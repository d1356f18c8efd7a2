"""Grades on a machine laid out like Gradescope's: the package's own scripts, as root, with no option to the runtime.

Called by `make gradescope`, as root, where podman and runc are installed. Says the peak of memory and the time of a
correct submission on half a processor, and tries what a student could do to the package.
"""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import nbformat
from support import samples

from machines.debian import ROOT, say
from machines.podman import PROFILES, Podman, started

SCHEMA = ROOT / "docs" / "schemas" / "gradescope_results.schema.json"
IMAGE = "localhost/lab13-gradescope"
# What Gradescope does with a package, by its documentation.
RECIPE = """
ARG BASE
FROM ${BASE}
RUN mkdir -p /autograder/results /autograder/submission
COPY . /autograder/source
RUN cp /autograder/source/run_autograder /autograder/ && chmod +x /autograder/run_autograder
RUN bash /autograder/source/setup.sh
WORKDIR /autograder
"""
MEMORY, LIMIT = "3g", 2400.0  # bytes and seconds, as docs/gradescope.md tells people to choose
# Gives up a question where it can open anything of the grader's: full marks mean that it could not.
SPY = """
for path in ("/autograder/source/course/source/lab13_rnn/lab13_rnn.ipynb", "/autograder/results/results.json"):
    for mode in ("r", "a"):
        try:
            open(path, mode)
        except PermissionError:
            continue
        del generate
"""
HANGS = "\nwhile True:\n    pass\n"


def main() -> None:
    with started() as podman:
        package = podman.folder / "package"
        package.mkdir()
        made = [sys.executable, "-m", "autograder", "package", "gradescope", samples.ASSIGNMENT, "--output", "p.zip"]
        subprocess.run([*made, "--course", str(ROOT)], cwd=podman.folder, check=True)
        subprocess.run([sys.executable, "-m", "zipfile", "-e", "../p.zip", "."], cwd=package, check=True)
        say("the image")
        podman.build(IMAGE, package, RECIPE)
        solved = (ROOT / "source" / samples.ASSIGNMENT / samples.NOTEBOOK).read_bytes()
        for profile, options in PROFILES.items():
            found = graded(podman, solved, options)
            say(f"under {profile}: {found['score']} points in {found['seconds']:.0f} s, at most {found['MiB']} MiB")
            expect(found["score"] == 90 and len(found["tests"]) > 30, found)
        spied = graded(podman, with_added(solved, SPY), [])
        expect(spied["score"] == 90, spied)
        hanging = graded(podman, with_added(solved, HANGS), [])
        say(f"a cell that hangs: {hanging['score']} points in {hanging['seconds']:.0f} s")
        expect(hanging["seconds"] < LIMIT, hanging)
        empty = graded(podman, None, [])
        expect("score" not in empty and "a person sets the score" in empty["output"], empty)
    say("full marks for the correct submission, none lost or gained by others")


def expect(right: bool, found: dict[str, Any]) -> None:
    if not right:
        sys.exit(f"gradescope: this is not what it should be: {json.dumps(found, indent=1)}")


def with_added(solved: bytes, code: str) -> bytes:
    """The notebook with the code at the end of one of its cells."""
    notebook = nbformat.reads(solved.decode(), as_version=4)
    (cell,) = (cell for cell in notebook.cells if cell.id == "generate_code")
    cell.source += code
    return str(nbformat.writes(notebook)).encode()


def graded(podman: Podman, notebook: bytes | None, options: list[str]) -> dict[str, Any]:
    """The results.json of a submission, with the seconds it took and the peak of memory in MiB."""
    for name in ("submission", "results"):
        shutil.rmtree(podman.folder / name, ignore_errors=True)
        (podman.folder / name).mkdir()
    if notebook is not None:
        (podman.folder / "submission" / "homework.ipynb").write_bytes(notebook)
    mounted = [f"--volume={podman.folder / name}:/autograder/{name}" for name in ("submission", "results")]
    limits = ["--network=none", f"--memory={MEMORY}", "--cpus=0.5"]
    began = time.monotonic()
    container = podman("run", "--detach", *limits, *options, *mounted, IMAGE, "/autograder/run_autograder", output=True)
    peak = 0
    account = podman("inspect", "--format={{.State.CgroupPath}}", container, output=True)
    while podman("inspect", "--format={{.State.Running}}", container, output=True) == "true":
        peak = max(peak, used(account))
        time.sleep(0.5)
    seconds = time.monotonic() - began
    podman("logs", container)
    podman("rm", container, output=True)
    found: dict[str, Any] = json.loads((podman.folder / "results" / "results.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return found | {"seconds": seconds, "MiB": peak // 2**20}


def used(account: str) -> int:
    """Bytes of memory that the control group holds now, without what the system keeps of files."""
    for place, field in (("/sys/fs/cgroup/memory", "total_rss"), ("/sys/fs/cgroup", "anon")):
        statistics = Path(f"{place}{account}/memory.stat")
        if statistics.exists():
            return int(dict(line.split() for line in statistics.read_text().splitlines())[field])
    return 0


if __name__ == "__main__":
    main()
