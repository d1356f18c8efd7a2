"""Some submissions of the corpora through the real kernel, sandbox and judge."""

import pytest
from support import judged, loader

from autograder.grading import assignment as assignments
from autograder.grading.grade import grade

ENTRIES = (
    "correct/noise_on_all_channels",
    pytest.param("correct/generate_by_global_seed", marks=pytest.mark.whole),
    pytest.param("wrong/forward/state_kept_between_calls", marks=pytest.mark.whole),
    pytest.param("wrong/generate/temperature_inverted", marks=pytest.mark.whole),
)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_submission_is_judged_as_in_the_corpus(name):
    assignment = assignments.load(judged.ROOT, judged.ASSIGNMENT)
    entry = loader.load(loader.SUBMISSIONS / f"{name}.py")
    graded = grade(assignment, loader.notebook(entry, judged.SOLVED), {}, judged.SEED)
    assert judged.misjudged(entry, graded.verdicts) == []
    automatic = sum(verdict.score for verdict in graded.verdicts.values())
    assert (automatic == 90) == (not entry.fails)
