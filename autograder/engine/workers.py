"""The workers that grade: processes of this machine, or those of a Dask cluster."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass

import psutil

from autograder.kernel.parent import end_with
from autograder.kernel.places import clear_up
from autograder.kernel.text import one_line
from autograder.kernel.walls import view
from autograder.startup import skip_grammar

WORKER_BYTES = 1536 * 2**20  # a worker, its nursery, and a kernel that trains
SPARE_BYTES = 1024 * 2**20  # for the engine itself and the machine
KNOCK_SECONDS = 10
MAX_REASON = 200


class WorkersUnavailable(Exception):
    """There are no workers; the message says what to do."""


@dataclass(frozen=True)
class Workers:
    """Where to send packages, and how many are worked on at once."""

    executor: Executor
    count: int


def default_count() -> int:
    """As many workers as cores and free memory allow, at least one."""
    cores = len(os.sched_getaffinity(0))
    available: int = psutil.virtual_memory().available
    return max(1, min(cores, (available - SPARE_BYTES) // WORKER_BYTES))


@contextlib.contextmanager
def local(count: int) -> Iterator[Workers]:
    """Processes of this machine. On the way out they and their kernels are ended, even while they work."""
    before = set(psutil.Process().children())
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(
        count, mp_context=context, initializer=_depend_on_the_engine, initargs=(os.getpid(),)
    )
    try:
        yield Workers(executor, count)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in set(psutil.Process().children()) - before:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        executor.shutdown()
        clear_up()


def _depend_on_the_engine(engine: int) -> None:
    """In a new worker: it ignores Ctrl-C, which is for the engine, and it ends when the engine ends.

    NumPy, which is imported later, computes in one thread: there are as many workers as cores.
    """
    skip_grammar()
    os.environ.update(view.ONE_THREAD)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(engine)


async def _knock(address: str) -> None:
    """Connects once. A `Client` that fails to connect would wait and print a traceback when it is deleted."""
    from distributed import Security
    from distributed.comm.core import connect

    connection = await connect(address, timeout=KNOCK_SECONDS, **Security().get_connection_args("client"))
    await connection.close()


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
        asyncio.run(_knock(address))
    except Exception as error:  # an address can be wrong in many ways
        reason = one_line(f"{type(error).__name__}: {error}", MAX_REASON)
        raise WorkersUnavailable(f"no Dask scheduler answers at {address}: {reason}") from error
    with distributed.Client(address, timeout="10s", set_as_default=False) as client:
        threads = client.nthreads()
        if not threads:
            raise WorkersUnavailable(f"the Dask scheduler at {address} has no workers yet: start some")
        # With pure=True Dask would not grade the same submission again, but return the earlier result.
        executor = client.get_executor(pure=False)
        yield Workers(executor, sum(threads.values()))
