"""Finds a lab by the name of its assignment, in this package or in any other that is installed.

A package registers a lab by an entry point of the group `autograder.labs`; in its pyproject.toml:

    [project.entry-points."autograder.labs"]
    lab14_attention = "my_course.lab14:LAB"
"""

import functools
import logging
from importlib.metadata import EntryPoint, entry_points

from autograder import LABS
from autograder.kernel.text import one_line
from autograder.labs.lab import Lab

log = logging.getLogger(__name__)
MAX_REASON = 300


class LabError(Exception):
    """No lab can be loaded under this name; the message says why, in one line."""


@functools.cache
def find(name: str) -> Lab:
    """The lab for the assignment `name`. Raises LabError."""
    point = entry_point(name)
    try:
        lab = point.load()
    except Exception as error:  # a lab is code, and may raise anything while it is imported
        log.debug("importing %s", point.value, exc_info=True)
        reason = one_line(f"{type(error).__name__}: {error}", MAX_REASON)
        raise LabError(f"the lab {name} cannot be imported from {point.value}: {reason}") from error
    if not isinstance(lab, Lab):
        raise LabError(f"{point.value}, registered as the lab {name}, is not a Lab but of type {type(lab).__name__}")
    return lab


def entry_point(name: str) -> EntryPoint:
    """Where the lab `name` is. Raises LabError where no package, or more than one, registers it."""
    found = list(entry_points(group=LABS, name=name))
    if len(found) > 1:
        raise LabError(f"several packages register a lab {name}: {', '.join(_package(point) for point in found)}")
    if not found:
        there = ", ".join(sorted(entry_points(group=LABS).names)) or "none"
        raise LabError(
            f"no installed package has a lab {name} (found: {there}): install the package that registers it, "
            "or reinstall it if its entry points have changed"
        )
    return found[0]


def _package(point: EntryPoint) -> str:
    return str(point.dist.name) if point.dist else point.value
