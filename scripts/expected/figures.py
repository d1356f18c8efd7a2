"""The figures of docs/expected_results.md."""

from math import log

import numpy as np
from matplotlib.figure import Figure

from expected import experiments, plots
from expected.experiments import Measured, Setting, Sweep
from rnn_reference import evaluation, numpy_training, settings
from rnn_reference.text import build_vocabulary, encode, markov_entropy, window_entropy


def figures(measured: Measured) -> dict[str, Figure]:
    """The figures by the names that the report calls them."""
    varied = (experiments.SEQUENCE_LENGTHS, experiments.HIDDEN_SIZES, experiments.EPOCHS)
    held_out = {sweep.parameter: _held_out(measured, sweep) for sweep in experiments.HELD_OUT_SWEEPS}
    return {
        "trace": _trace(measured.text),
        "history": _history(measured),
        **{sweep.parameter: _sweep(measured, sweep) for sweep in varied},
        "held_out": plots.plot_held_out(held_out),
    }


def _trace(text: str) -> Figure:
    """The run of the default settings, reading the text it was trained on."""
    base = Setting()
    params, _ = numpy_training.train(text, base.sequence_length, base.hidden_size, base.epochs, settings.SEED)
    ids = encode(text, build_vocabulary(text)[0])
    logits, states = evaluation.forward(params, ids[np.newaxis])
    log_p = evaluation.log_softmax(logits[0])
    return plots.plot_trace(text, states[0], np.exp(log_p[np.arange(len(ids) - 1), ids[1:]]))


def _history(measured: Measured) -> Figure:
    text, base = measured.text, Setting()
    levels = {
        "log V": log(len(set(text))),
        "bigram entropy": markov_entropy(text, 1),
        "lowest possible": window_entropy(text, base.sequence_length),
    }
    return plots.plot_history([outcome.history for outcome in measured.outcomes[base]], levels)


def _sweep(measured: Measured, sweep: Sweep) -> Figure:
    losses = {
        "windows": measured.over(sweep, "window_loss"),
        "whole text, one pass": measured.over(sweep, "text_loss"),
    }
    recitations = {
        "temperature 0": measured.over(sweep, "greedy"),
        "temperature 1, expected": measured.over(sweep, "sampled"),
    }
    lowest = [window_entropy(measured.text, setting.sequence_length) for setting in sweep.settings]
    return plots.plot_sweep(sweep.parameter, sweep.values, losses, lowest, recitations, len(measured.rest))


def _held_out(measured: Measured, sweep: Sweep) -> tuple[list[int], plots.Lines]:
    return sweep.values, {
        "windows trained on": measured.held_out_over(sweep, "window_loss"),
        "text held out": measured.held_out_over(sweep, "held_out_loss"),
    }
