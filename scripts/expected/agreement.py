"""To how many digits the solved notebook agrees with rnn_reference, under each TensorFlow that is had."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from math import floor, log10
from pathlib import Path

import compat
import numpy as np
from pages import table

from expected import trainings
from rnn_reference import numpy_training

SPARSE = "slices not made dense"
Histories = dict[str, list[float]]  # nats per character, an entry an epoch, by the name of the setting


@dataclass(frozen=True)
class Run:
    """What one environment gave, or why it gave nothing."""

    python: str
    tensorflow: str
    numpy: str = ""
    histories: dict[str, Histories] | None = None  # by the way in which the functions are written
    problem: str = ""


def reference(text: str) -> Histories:
    """The histories of `rnn_reference.numpy_training`, float64."""
    return {
        name: numpy_training.train(text, seed=trainings.SEED, **settings)[1]
        for name, settings in trainings.SETTINGS.items()
    }


def measure(folder: Path) -> list[Run]:
    """A run under the TensorFlow here and under each that `make compat` installed, with the lab below `folder`."""
    lab = folder / "lab13_rnn"
    compat.solved_release(lab)
    pythons = [Path(sys.executable), *sorted(compat.BUILD.glob("py*/venv/bin/python"), key=_versions)]
    return [_run(python, lab) for python in pythons]


def _versions(python: Path) -> tuple[tuple[int, ...], ...]:
    version, tensorflow = python.parents[2].name.removeprefix("py").split("-tf")
    return compat.numbers(version), compat.numbers(tensorflow)


def _run(python: Path, lab: Path) -> Run:
    environment = {**os.environ, "LAB13_RESULTS_DIR": str(lab / "results")}
    for name in ("PYTHONPATH", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        environment.pop(name, None)
    command: list[str | Path] = [python, trainings.__file__, lab]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        version, tensorflow = python.parents[2].name.removeprefix("py").split("-tf")
        return Run(version, tensorflow, problem=last[:100])
    found = json.loads(done.stdout)
    versions = found["versions"]
    return Run(versions["python"], versions["tensorflow"], versions["numpy"], found["histories"])


def difference(histories: Histories, expected: Histories) -> float:
    """The largest difference of any epoch's loss, in nats."""
    return max(float(np.abs(np.subtract(histories[name], expected[name])).max()) for name in expected)


def section(runs: list[Run], expected: Histories) -> str:
    """The section of the page, in Markdown."""
    here = runs[0]
    assert here.histories is not None, here.problem
    right = [way for way in here.histories if way != SPARSE]
    worst = max(difference(run.histories[way], expected) for run in runs if run.histories for way in right)
    losses = [("rnn_reference, NumPy, float64", *(f"{history[-1]:.6f}" for history in expected.values()))]
    for way, histories in here.histories.items():
        losses.append((way, *(f"{histories[name][-1]:.6f}" for name in expected)))
    rows = [
        (run.python, run.tensorflow, run.numpy, *(f"{difference(run.histories[way], expected):.1e}" for way in WAYS))
        if run.histories
        else (run.python, run.tensorflow, run.problem, *("" for _ in WAYS))
        for run in runs
    ]
    missing = sorted(
        (version for version in compat.PYTHONS if not any(run.python.startswith(f"{version}.") for run in runs)),
        key=compat.numbers,
    )
    return f"""
## The notebook and rnn_reference agree

Everything on this page is trained by `rnn_reference`. A student who writes the lab's functions rightly gets the same
losses: the final loss of a run with seed {trainings.SEED}, TensorFlow {here.tensorflow}.

{table(("trained by", *expected), losses, left={0})}

The largest difference of any epoch's loss from that of `rnn_reference`, in nats, over these four settings, in each
environment that `make compat` made:

{table(("Python", "TensorFlow", "NumPy", *WAYS), rows, left={0, 1, 2})}

All right ways agree to within {worst:.1e} nats, so to {floor(-log10(worst))} decimals; what remains is float32.
{f"Not to be had where this was measured: Python {', '.join(missing)}." if missing else ""}

The last column is the same training with the gradient of the rows that `tf.gather` took left as it comes, in slices.
Under Keras 3, which comes with TensorFlow 2.16 and later, Adam squares the slices before it adds up those of the same
row ([keras_sparse_adam.py](../keras_sparse_adam.py) shows it by itself); under any version the norm by which gradients
are clipped counts them one by one. Such a training is a right answer, too, and gets full marks, but its losses are
lower early on and not comparable with this page.
"""


WAYS = tuple(trainings.WAYS)
