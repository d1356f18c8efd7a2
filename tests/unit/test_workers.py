"""Workers end with their engine, whatever they are doing."""

import subprocess
import sys

import psutil

# What holds the interpreter for hours, so that no thread of the worker's own is heard.
ENGINE = """
import os, re, signal
from autograder.engine.workers import local
with local(1) as workers:
    print(workers.executor.submit(os.getpid).result(), flush=True)
    workers.executor.submit(re.match, "(a+)+b", "a" * 60)
    input()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_worker_that_holds_the_interpreter_ends_with_an_engine_that_is_killed() -> None:
    engine = subprocess.Popen([sys.executable, "-c", ENGINE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert engine.stdin is not None
    assert engine.stdout is not None
    worker = psutil.Process(int(engine.stdout.readline()))
    try:
        while worker.cpu_times().user < 2:  # far more than its start takes
            assert engine.poll() is None
        engine.stdin.write(b"\n")
        engine.stdin.close()
        engine.wait()
        assert psutil.wait_procs([worker], 10)[1] == []
    finally:
        engine.stdout.close()
        engine.kill()
        if worker.is_running():
            worker.kill()
