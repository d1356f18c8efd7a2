"""Lab 13, recurrent networks: what its nine questions ask."""

from pathlib import Path

from autograder.kernel.preparation import Preparation
from autograder.labs.lab import Lab
from autograder.labs.lab13_rnn import (
    analysis,
    data_table,
    experiments,
    forward,
    generate,
    rnn_step,
    trace,
    train,
    vocabulary,
    windows,
)

HERE = Path(__file__).parent
QUESTIONS = tuple(
    module.QUESTION
    for module in (vocabulary, windows, rnn_step, forward, train, generate, trace, experiments, analysis)
)
# What every kernel has done before the first cell. Graphs of this size are slower to optimise than to run as they are.
WARM_UP = """
import matplotlib.backends.backend_agg
import matplotlib.pyplot
import numpy
import PIL.Image
import tensorflow

PIL.Image.preinit()  # as before the first picture is saved
tensorflow.keras.optimizers.Adam
tensorflow.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
"""
# No advice on stderr, no look for a GPU, and one thread, so that kernels do not fight for cores.
ENVIRONMENT = (
    ("TF_CPP_MIN_LOG_LEVEL", "3"),
    ("CUDA_VISIBLE_DEVICES", "-1"),
    ("TF_NUM_INTRAOP_THREADS", "1"),
    ("TF_NUM_INTEROP_THREADS", "1"),
)
LAB = Lab(
    questions=QUESTIONS,
    stand_ins=(HERE / "stand_ins.py").read_text(encoding="utf-8"),
    kernel=Preparation(WARM_UP, ENVIRONMENT, makers=(HERE / "makers.py").read_text(encoding="utf-8")),
    packages=("tensorflow", "keras"),
    printed=(data_table.CELL, data_table.SHORT_WINDOWS_CELL),
    grader_note=analysis.grader_note,
    cell_seconds=experiments.cell_seconds,
)
