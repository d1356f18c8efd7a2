"""The command line loads what a command needs and no more; importing the grader has no effect."""

import subprocess
import sys
from importlib.metadata import version

from click.testing import CliRunner

from autograder import PROJECT
from autograder.cli import COMMANDS, main

SLOW = {"numpy", "nbformat", "nbgrader", "rich", "zmq", "tensorflow", "autograder.grading", "autograder.kernel"}
HELP = """
import sys
from autograder.__main__ import main
sys.argv = ["autograder", "--help"]
try:
    main()
finally:
    print("loaded:", *sys.modules)
"""


def test_help_loads_no_command() -> None:
    done = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
    shown, _, loaded = done.stdout.partition("loaded: ")
    assert all(name in shown for name in COMMANDS)
    assert not SLOW & set(loaded.split())


def test_importing_the_grader_plants_no_module() -> None:
    code = "import sys, autograder.cli, autograder.engine.run; print(sys.modules.get('rfc3987_syntax', '') is None)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_command_has_a_help_of_its_own() -> None:
    for name in COMMANDS:
        done = CliRunner().invoke(main, [name, "--help"])
        assert done.exit_code == 0, done.output
        assert f"Usage: main {name}" in done.output


def test_the_version_is_that_of_the_installed_project() -> None:
    done = CliRunner().invoke(main, ["--version"])
    assert done.output == f"autograder {version(PROJECT)}\n"
