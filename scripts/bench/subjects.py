"""The subjects, in the order of the page."""

from types import ModuleType

from bench import judging, notebook, training

SUBJECTS: dict[str, ModuleType] = {"training": training, "judging": judging, "notebook": notebook}
