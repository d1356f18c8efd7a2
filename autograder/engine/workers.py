"""The workers that grade: processes of this machine, or those of a Dask cluster."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass

import psutil

from autograder.kernel.sandbox import thread_variables

WORKER_BYTES = 1536 * 2**20  # a worker, its nursery, and a kernel that trains
SPARE_BYTES = 1024 * 2**20  # for the engine itself and the machine


class WorkersUnavailable(Exception):
    """No workers can be had; the message says what to do."""


@dataclass(frozen=True)
class Workers:
    """Where to send packages, and how many are worked on at once."""

    executor: Executor
    count: int


def default_count() -> int:
    """As many as there are cores for, and memory: at least one."""
    cores = len(os.sched_getaffinity(0))
    available: int = psutil.virtual_memory().available
    return max(1, min(cores, (available - SPARE_BYTES) // WORKER_BYTES))


@contextlib.contextmanager
def local(count: int) -> Iterator[Workers]:
    """Processes of this machine. They and their kernels are ended on the way out, whatever they are doing."""
    os.environ.update(thread_variables(1))  # for the judges' own arrays: as many workers as cores, one thread each
    before = set(psutil.Process().children())
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(count, mp_context=context, initializer=_depend_on_the_engine)
    try:
        yield Workers(executor, count)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in set(psutil.Process().children()) - before:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        executor.shutdown()


def _depend_on_the_engine() -> None:
    """In a new worker: Ctrl-C is the engine's matter, and without the engine there is nobody to work for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_engine, daemon=True).start()


def _end_with_the_engine() -> None:
    engine = multiprocessing.parent_process()
    assert engine is not None
    engine.join()
    os._exit(1)


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """The workers of the Dask scheduler at `address`. Raises WorkersUnavailable."""
    try:
        import distributed
    except ModuleNotFoundError:
        raise WorkersUnavailable(
            "Dask is not installed: in this project's folder, pip install -e '.[cluster]'"
        ) from None
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkersUnavailable(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        threads = client.nthreads()
        if not threads:
            raise WorkersUnavailable(f"the Dask scheduler at {address} has no workers yet: start some")
        # The same submission sent again is to be graded again.
        executor = client.get_executor(pure=False)
        yield Workers(executor, sum(threads.values()))
