"""The command nbgrader, for a course with the tiny lab, whose checks lie in the tests."""

import sys

import tiny_lab
from nbgrader.apps.nbgraderapp import main

sys.modules[f"autograder.labs.{tiny_lab.NAME}"] = tiny_lab
main()
