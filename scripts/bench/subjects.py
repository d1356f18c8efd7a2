"""The subjects, in the order of the page."""

from types import ModuleType

from bench import gradebook, grading, judging, memory, notebook, overview, regrading, scale, training

SUBJECTS: dict[str, ModuleType] = {
    "grading": grading,
    "scale": scale,
    "memory": memory,
    "regrading": regrading,
    "overview": overview,
    "gradebook": gradebook,
    "training": training,
    "judging": judging,
    "notebook": notebook,
}
