"""Makes release/lab13_rnn/ from source/lab13_rnn/ with `nbgrader generate_assignment`. Called by `make release`."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT = "lab13_rnn"


def build(target: Path) -> None:
    """Generates the release into `target`, in a course folder and a gradebook of its own."""
    with tempfile.TemporaryDirectory() as course:
        shutil.copytree(
            ROOT / "source", Path(course) / "source", ignore=shutil.ignore_patterns("results", "__pycache__")
        )
        command = [
            sys.executable,
            "-m",
            "nbgrader",
            "generate_assignment",
            ASSIGNMENT,
            "--CourseDirectory.root",
            course,
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(Path(course) / "release" / ASSIGNMENT, target)


if __name__ == "__main__":
    build(ROOT / "release" / ASSIGNMENT)
