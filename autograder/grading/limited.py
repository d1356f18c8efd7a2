"""Runs the judging of answers in a process of its own, which the system keeps within limits of memory and time.

A loop inside NumPy or the parser of a regular expression holds the interpreter, so no watch within the same process
would ever be heard. The process is forked from the grader's, which answers what the work asks for meanwhile.
"""

import contextlib
import gc
import os
import resource
import signal
import time
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from autograder.kernel.limits import MIB, Limits
from autograder.kernel.parent import end_with
from autograder.student.handle import StudentError

T = TypeVar("T")
Answer = Callable[[Any], Any]  # takes what the work asks or tells; may raise a StudentError
OUT_OF_MEMORY = 77  # an exit code
TOLD, ASKED, DONE, RAISED = range(4)
PAGE = resource.getpagesize()


class Ended(Exception):
    """The system ended the work, for the reason in the message: it cost more than the limits allow."""


class Failed(Exception):
    """The work raised an exception, of the type in the message, or never ended: the grader's own fault."""


class Grader:
    """The grader's process, as the work in another one sees it."""

    def __init__(self, there: Connection) -> None:
        self._there = there

    def tell(self, value: Any) -> None:
        self._there.send((TOLD, value))

    def ask(self, value: Any) -> Any:
        """The grader's answer. Raises StudentError where it does."""
        self._there.send((ASKED, value))
        is_well, answer = self._there.recv()
        if is_well:
            return answer
        kind, message = answer
        raise kind(message)


class Here:
    """The same without another process."""

    def __init__(self, answer: Answer) -> None:
        self.ask = self.tell = answer


Work = Callable[[Grader | Here], T]


def unlimited(work: Work[T], answer: Answer, limits: Limits, seconds: float) -> tuple[T, float]:
    """As `limited`, in this process and for as long as it takes."""
    started = time.process_time()
    try:
        return work(Here(answer)), time.process_time() - started
    except MemoryError:
        raise
    except Exception as error:
        raise Failed(type(error).__name__) from error


def limited(work: Work[T], answer: Answer, limits: Limits, seconds: float) -> tuple[T, float]:
    """What `work` returns, and the seconds of processor time that it took, of which it may take `seconds`.

    `answer` hears in this process what `work` tells the grader, and answers what it asks. Raises Ended, Failed, and
    whatever but a StudentError `answer` does.
    """
    here, there = Pipe()
    grader, pid = os.getpid(), _fork()
    if pid == 0:
        here.close()
        _work(work, there, limits, seconds, grader)
    there.close()
    ended = os.pidfd_open(pid)
    try:
        kind, value = _listen(here, ended, answer, limits.far * limits.judging_seconds)
    finally:
        here.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status, used = os.wait4(pid, 0)
        os.close(ended)
    took = used.ru_utime + used.ru_stime
    if kind == DONE:
        return value, took
    if kind == RAISED:
        raise Failed(value)
    raise Ended(_reason(status, limits, seconds))


def _fork() -> int:
    with warnings.catch_warnings():
        # Of other threads: they hold no lock that the work needs, and a child that waits for one is ended.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _listen(here: Connection, ended: int, answer: Answer, patience: float) -> tuple[int, Any]:
    """Answers until the work is done, has raised something, or is gone: then -1. Raises Failed past `patience`."""
    while True:
        if not wait([here, ended], patience):
            raise Failed("it did not end")
        if not here.poll():
            return -1, None
        try:
            kind, value = here.recv()
            if kind in (DONE, RAISED):
                return kind, value
            answered = _answered(value, answer)
            if kind == ASKED:
                here.send(answered)
        except (EOFError, ConnectionError):
            return -1, None


def _answered(value: Any, answer: Answer) -> tuple[bool, Any]:
    try:
        return True, answer(value)
    except StudentError as error:
        return False, (type(error), str(error))


def _reason(status: int, limits: Limits, seconds: float) -> str:
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGXCPU:
        return f"judging this takes more than {seconds:g} s"
    if number == 0 and os.WEXITSTATUS(status) == OUT_OF_MEMORY:
        return f"judging this takes more than {limits.judging_memory // MIB} MiB of memory"
    return f"judging this ended the judging process ({signal.strsignal(number) if number else 'it exited'})"


def _work(work: Work[Any], there: Connection, limits: Limits, seconds: float, grader: int) -> NoReturn:
    """In the forked process: works within limits, says what came of it, and ends."""
    code = 1
    try:
        _take_limits(limits, seconds, grader)
        gc.freeze()  # to look through what the grader holds would copy its memory
        try:
            there.send((DONE, work(Grader(there))))
        except (MemoryError, EOFError, ConnectionError):
            raise
        except Exception as error:
            there.send((RAISED, type(error).__name__))
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    finally:
        os._exit(code)


def _take_limits(limits: Limits, seconds: float, grader: int) -> None:
    """Limits for this process, which ends with the `grader` that forked it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    end_with(grader)
    data = int(Path("/proc/self/statm").read_text().split()[5]) * PAGE  # what RLIMIT_DATA counts (proc(5))
    _lower(resource.RLIMIT_DATA, data + limits.judging_memory)
    _lower(resource.RLIMIT_CPU, max(1, int(seconds)))
    _lower(resource.RLIMIT_CORE, 0)


def _lower(which: int, limit: int) -> None:
    _, hard = resource.getrlimit(which)
    resource.setrlimit(which, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
