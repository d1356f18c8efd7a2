"""Lab 13, recurrent networks: what its nine questions ask."""

from pathlib import Path

from autograder.labs.lab13_rnn import (
    analysis,
    experiments,
    forward,
    generate,
    rnn_step,
    trace,
    train,
    vocabulary,
    windows,
)

QUESTIONS = tuple(
    module.QUESTION
    for module in (vocabulary, windows, rnn_step, forward, train, generate, trace, experiments, analysis)
)
STAND_INS = (Path(__file__).parent / "stand_ins.py").read_text(encoding="utf-8")
grader_note = analysis.grader_note
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
