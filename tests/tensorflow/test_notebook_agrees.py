"""The solved notebook trains as rnn_reference does: both are what students' results are compared with."""

import shutil
import sys
from pathlib import Path

import matplotlib
import nbformat
import numpy as np
import pytest
import tensorflow as tf
from expected import trainings

from rnn_reference import evaluation, numpy_training
from rnn_reference.text import build_vocabulary, encode

LAB = Path(__file__).parents[2] / "source" / "lab13_rnn"
# float32 and float64, summed in other orders: 8e-6 was seen (docs/measured/expected_results.md). Slices that Adam
# squares before it sums them make more than 0.08.
TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """The names that the solved notebook defines."""
    folder = tmp_path_factory.mktemp("solved") / "lab13_rnn"
    shutil.copytree(LAB, folder, ignore=shutil.ignore_patterns("results"))
    with pytest.MonkeyPatch.context() as patch, matplotlib.rc_context({"backend": "agg"}):
        patch.chdir(folder)
        patch.setattr("sys.path", [*sys.path])
        patch.delenv("LAB13_RESULTS_DIR", raising=False)
        yield trainings.solved_notebook(folder)


@pytest.mark.parametrize("name", trainings.SETTINGS)
def test_histories_are_those_of_the_reference(notebook, rhyme, name):
    settings = trainings.SETTINGS[name]
    assert notebook["text"] == rhyme
    _, expected = numpy_training.train(rhyme, seed=trainings.SEED, **settings)
    np.testing.assert_allclose(trainings.history(notebook, rhyme, settings), expected, atol=TOLERANCE)


def test_influence_is_that_of_the_reference(notebook, rhyme):
    """The notebook takes it from forward() by a tape, the reference from backpropagation written out."""
    cells = {cell.id: cell.source for cell in nbformat.read(LAB / "lab13_rnn.ipynb", as_version=4).cells}
    notebook["char_to_id"], _ = build_vocabulary(rhyme)
    trainings.run(cells["reach"].partition("\n\n\ncurves = ")[0], "reach", notebook)
    arrays = evaluation.init_params(18, 12, seed=3)
    params = {name: tf.Variable(array) for name, array in arrays.items()}
    ids = encode(rhyme, build_vocabulary(rhyme)[0])
    expected = evaluation.influence(arrays, ids)
    found = notebook["influence"](params, rhyme)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_allclose(
        notebook["reach"](found), evaluation.reach(expected, 41) / expected.diagonal().mean(), rtol=1e-3
    )
    assert notebook["forks"](rhyme) == [(24, 44, 71), (18, 18, 90)]
