"""Measure what students should see, and write it down: docs/measured/expected_results.md and its figures."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from expected import agreement, experiments, memory
from expected.experiments import Measured, Setting, Sweep
from expected.figures import figures
from expected.report import report

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "source" / "lab13_rnn" / "character_sequence.txt"  # the one place that names the lab's text
PROCESSES = 2
FEWEST_SEEDS = 2  # for a standard deviation
SHORTEST_TEXT = 52

Result = TypeVar("Result")
Memories = dict[Setting, list[memory.Memory]]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make expected-results", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="runs of each setting (default %(default)s)")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "measured", help="folder (default %(default)s)")
    options = parser.parse_args(arguments)
    if options.seeds < FEWEST_SEEDS:
        parser.error(f"--seeds must be at least {FEWEST_SEEDS}, not {options.seeds}")
    if not TEXT.is_file():
        parser.error(f"{TEXT} is missing: run this from a checkout of the repository")
    started, text = time.monotonic(), TEXT.read_text(encoding="utf-8")
    if len(text) < SHORTEST_TEXT:
        parser.error(f"{TEXT} has {len(text)} characters: the windows of 50 need {SHORTEST_TEXT} or more")
    with TemporaryDirectory() as folder:
        agreed = agreement.section(agreement.measure(Path(folder)), agreement.reference(text))
    write(*measure(text, options.seeds), agreed, options.output, started)


def measure(text: str, seeds: int) -> tuple[Measured, Memories]:
    """Train every setting with every seed, in a pool of processes."""
    # The matrices are too small for the threads of the linear algebra library to help. Each new process reads
    # this when it imports NumPy.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    run, run_held_out = partial(experiments.run, text), partial(experiments.run_held_out, text)
    remember = partial(memory.remember, text)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        memories = _results(pool, remember, list(memory.NETWORKS.values()), seeds)
        outcomes = _results(pool, run, _settings(experiments.SWEEPS), seeds)
        held_out = _results(pool, run_held_out, _settings(experiments.HELD_OUT_SWEEPS), seeds)
    return Measured(text, seeds, outcomes, held_out), memories


def _settings(sweeps: Sequence[Sweep]) -> list[Setting]:
    return list(dict.fromkeys(setting for sweep in sweeps for setting in sweep.settings))


def _results(
    pool: Executor, run: Callable[[Setting, int], Result], settings: Sequence[Setting], seeds: int
) -> dict[Setting, list[Result]]:
    """What `run` makes of each setting, one result a seed."""
    jobs = [(setting, seed) for setting in settings for seed in range(seeds)]
    results: dict[Setting, list[Result]] = {setting: [] for setting in settings}
    for done, ((setting, _), result) in enumerate(zip(jobs, pool.map(run, *zip(*jobs, strict=True)), strict=True)):
        results[setting].append(result)
        print(f"\r{done + 1} of {len(jobs)} runs", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return results


def write(measured: Measured, memories: Memories, agreed: str, folder: Path, started: float) -> None:
    """Write expected_results.md and, in images/, its figures."""
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    drawn = {**figures(measured), "memory": memory.figure(measured.text, memories)}
    for name, figure in drawn.items():
        figure.savefig(images / f"expected_{name}.png", dpi=100)
    more = (memory.section(measured.text, memories), agreed)
    page = report(measured, more, time.monotonic() - started)
    (folder / "expected_results.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
