"""Grades the sample submissions in containers: the image of the Containerfile, under two profiles, as root and not.

Called by `make container`, as root, where podman and runc are installed. Each grading must give the grades of a machine
without a container, and the attacks of `make test` must fail in there, too.
"""

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook
from rich.console import Console
from support import samples

from machines.debian import ROOT, say
from machines.podman import PROFILES, Podman, started

INSTALL = "/opt/venv/bin/pip install --no-cache-dir --quiet"
IMAGE, TESTS = "localhost/lab13", "localhost/lab13-tests"
# The image with what the tests need, and the tests themselves, which the image has in /opt/lab13.
WITH_TESTS = f"FROM {IMAGE}\nRUN {INSTALL} --require-hashes --requirement /opt/lab13/requirements/test.txt\n"
USERS = {"root": "0:0", "an ordinary user": "1000:1000"}


def main() -> None:
    with started() as podman:
        clone = podman.folder / "clone"
        subprocess.run(["git", "clone", "--quiet", "--no-local", str(ROOT), str(clone)], check=True)
        say("the images")
        podman.build(IMAGE, clone)
        podman.build(TESTS, clone, WITH_TESTS)
        expected = outside(podman.folder)
        for (profile, options), (user, ids) in itertools.product(PROFILES.items(), USERS.items()):
            say(f"under {profile}, as {user}")
            run = ["run", "--rm", "--network=none", f"--user={ids}", *options]
            found = graded(podman, run, ids)
            if found != expected:
                sys.exit(f"container: under {profile}, as {user}: {found} and not {expected}")
            attacked(podman, run)
    say(f"the same grades everywhere: {expected}")


def outside(folder: Path) -> dict[str, float]:
    """A course with the sample submissions, and their grades without a container."""
    say("the course, graded without a container")
    course = folder / "course"
    samples.release(course, Console(quiet=True))
    for student, replaced in samples.submissions(course).items():
        samples.submit(course, student, replaced)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copytree(course, folder / "outside")
    subprocess.run(
        [sys.executable, "-m", "autograder", "grade", samples.ASSIGNMENT], cwd=folder / "outside", check=True
    )
    return scores(folder / "outside")


def graded(podman: Podman, run: list[str], ids: str) -> dict[str, float]:
    """The grades that `autograder grade` gives in a container, after `autograder doctor` found nothing missing."""
    course = podman.folder / "mounted"
    shutil.rmtree(course, ignore_errors=True)
    shutil.copytree(podman.folder / "course", course)
    user, group = map(int, ids.split(":"))
    for path in (course, *course.rglob("*")):
        os.chown(path, user, group)
    mounted = [*run, f"--volume={course}:/course", IMAGE]
    podman(*mounted, "autograder", "doctor")
    podman(*mounted, "autograder", "grade", samples.ASSIGNMENT)
    podman(*mounted, "nbgrader", "generate_feedback", samples.ASSIGNMENT)
    return scores(course)


def attacked(podman: Podman, run: list[str]) -> None:
    """The attacks that `make test` runs behind the wall that works in containers."""
    command = [
        "python",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/kernel/test_attacks.py",
        "-k",
        "landlock",
    ]
    podman(*run, "--workdir=/opt/lab13", TESTS, *command)


def scores(course: Path) -> dict[str, float]:
    """Each student's total in the course's gradebook."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {one.student.id: one.score for one in gradebook.assignment_submissions(samples.ASSIGNMENT)}


if __name__ == "__main__":
    main()
