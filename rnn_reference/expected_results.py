"""Measure what students should see, and write it down: docs/expected_results.md and its figures."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from rnn_reference import experiments
from rnn_reference.expected_figures import figures
from rnn_reference.expected_report import report
from rnn_reference.experiments import Measured, Setting, Sweep

TEXT = Path(__file__).parent.parent / "data" / "peter_piper.txt"
PROCESSES = 2
FEWEST_SEEDS = 2  # for a standard deviation

Result = TypeVar("Result")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m rnn_reference.expected_results", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="runs of each setting (default %(default)s)")
    parser.add_argument("--output", type=Path, default=Path("docs"), help="folder (default %(default)s)")
    options = parser.parse_args(arguments)
    if options.seeds < FEWEST_SEEDS:
        parser.error(f"--seeds must be at least {FEWEST_SEEDS}, not {options.seeds}")
    if not TEXT.is_file():
        parser.error(f"{TEXT} is missing: run this from a checkout of the repository")
    started = time.monotonic()
    measured = measure(TEXT.read_text(encoding="utf-8"), options.seeds)
    write(measured, options.output, time.monotonic() - started)


def measure(text: str, seeds: int) -> Measured:
    """Train every setting with every seed, in a pool of processes."""
    # The matrices are too small for the threads of the linear algebra library to help. Each new process reads
    # this when it imports NumPy.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    run, run_held_out = partial(experiments.run, text), partial(experiments.run_held_out, text)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return Measured(
            text,
            seeds,
            _results(pool, run, experiments.SWEEPS, seeds),
            _results(pool, run_held_out, experiments.HELD_OUT_SWEEPS, seeds),
        )


def _results(
    pool: Executor, run: Callable[[Setting, int], Result], sweeps: Sequence[Sweep], seeds: int
) -> dict[Setting, list[Result]]:
    """What `run` makes of each setting of the sweeps, one result a seed."""
    settings = list(dict.fromkeys(setting for sweep in sweeps for setting in sweep.settings))
    jobs = [(setting, seed) for setting in settings for seed in range(seeds)]
    results: dict[Setting, list[Result]] = {setting: [] for setting in settings}
    for done, ((setting, _), result) in enumerate(zip(jobs, pool.map(run, *zip(*jobs, strict=True)), strict=True)):
        results[setting].append(result)
        print(f"\r{done + 1} of {len(jobs)} runs", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return results


def write(measured: Measured, folder: Path, seconds: float) -> None:
    """Write expected_results.md and, in images/, its figures."""
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    for name, figure in figures(measured).items():
        figure.savefig(images / f"expected_{name}.png", dpi=100)
    (folder / "expected_results.md").write_text(report(measured, seconds), encoding="utf-8")


if __name__ == "__main__":
    main()
