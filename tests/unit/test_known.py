"""What the lab's own cells are known to define and to give."""

from autograder.grading import assignment as assignments
from autograder.grading.known import known_cells


def test_settings_are_given_and_what_students_make_is_not(pytestconfig):
    cells = known_cells(assignments.load(pytestconfig.rootpath, "lab13_rnn"))
    given = {name for cell in cells.values() for name in cell.gives}
    assert given >= {"text", "BATCH_SIZE", "LEARNING_RATE", "CLIP_NORM", "SEED", "BASE", "COLUMNS"}
    assert not given & {"ids", "vocabulary", "params", "history", "runs", "experiments", "observations", "plan"}


def test_each_name_that_is_asked_for_has_a_cell_that_should_define_it(pytestconfig):
    lab = assignments.load(pytestconfig.rootpath, "lab13_rnn")
    defined = {name for cell in known_cells(lab).values() for name in cell.defines}
    assert defined >= {"encode", "make_windows", "rnn_step", "forward", "train_step", "train", "generate", "trace"}
    assert defined >= {"plan", "runs", "experiments", "experiments_csv"}
