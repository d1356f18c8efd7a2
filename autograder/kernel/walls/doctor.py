"""Which wall is used on this machine and what it keeps, found out by trying it."""

import contextlib
import os
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.kernel.limits import LIMITS
from autograder.kernel.nursery import Nursery, NurseryUnavailable
from autograder.kernel.preparation import PLAIN
from autograder.kernel.session import KernelDied, KernelSession
from autograder.kernel.walls import bubblewrap, causes, choice, landlock, seccomp
from autograder.kernel.walls.wall import SandboxUnavailable


@dataclass(frozen=True)
class Finding:
    """One thing that was tried. Without the `required` ones grading refuses to run."""

    protection: str
    in_force: bool
    remedy: str
    required: bool = True


# Each is code that must end in an exception behind the wall.
FORBIDDEN = {
    "no network": "import socket; assert len(socket.if_nameindex()) > 1",
    "no connections": "import socket; socket.create_connection(('127.0.0.1', {port}), 2)",
    "no grader's packages": "import autograder",
    "no writing outside": "open('/usr/written', 'w')",
    "no system settings": "open('/proc/sys/kernel/hostname', 'r+')",
    "no other processes": "import os; os.kill({pid}, 0)",
    "no new processes": "import os; os.fork() or os._exit(0)",
    "limited disk": "import pathlib; pathlib.Path('big').write_bytes(bytes({file} + 1))",
    "limited memory": "bytearray({memory} + 1)",
    "no uncounted memory": "import mmap; mmap.mmap(-1, 4096)",
}
BROKEN = "this wall does not enforce it here: please report the output of `autograder doctor`"
SHOWN = "submissions can read the folder it is in (docs/security.md lists these folders): move it elsewhere"
ACCOUNT = "put Python and its packages where other accounts can read them, and each kernel gets an account of its own"


def examine(private: list[Path]) -> list[Finding]:
    """Tries the wall in use, and that no submission can read `private`: files and folders of the course and nbgrader.

    Takes a few seconds.
    """
    findings = [_wall(one.name) for one in choice.WALLS]
    try:
        used = choice.wall()
    except SandboxUnavailable as error:
        return [*findings, Finding("a wall for grading", False, str(error))]
    findings.append(Finding(f"grading uses {used.described}", True, ""))
    findings += [*_tried_in_a_kernel(private), _forked()]
    return [*findings, *_about_the_filter(), *_about_root()]


def _wall(name: str) -> Finding:
    if name == "bubblewrap":
        found = bubblewrap.installed()
        try:
            bubblewrap.program()
        except SandboxUnavailable as error:
            machine = causes.look(found[0] if found else "", str(error))
            remedy = "\n".join(filter(None, (causes.of_bubblewrap(machine), causes.apparmor_profile(machine))))
            return Finding("bubblewrap starts", False, remedy, required=False)
        return Finding("bubblewrap starts", True, "", required=False)
    problem = landlock.Landlock().problem()
    return Finding(f"Landlock (ABI {landlock.abi()})", not problem, problem, required=False)


def _forked() -> Finding:
    """Whether a kernel can be forked. Without that, grading a class takes longer, and is as safe."""
    try:
        with contextlib.closing(Nursery(PLAIN)) as nursery, tempfile.TemporaryDirectory(dir="/tmp") as folder:
            session = KernelSession(Path(folder), nursery=nursery)
            session.close()
    except (NurseryUnavailable, KernelDied) as error:
        return Finding("warm kernels", False, str(error), required=False)
    return Finding("warm kernels", session.process.is_warm, session.process.cold, required=False)


def _tried_in_a_kernel(private: list[Path]) -> list[Finding]:
    with tempfile.TemporaryDirectory(prefix=f"lab-{os.getpid()}-", dir="/tmp") as folder, _service() as port:
        known = {"pid": os.getpid(), "file": LIMITS.file, "memory": LIMITS.memory, "port": port}
        tried = {name: code.format(**known) for name, code in FORBIDDEN.items()}
        read = {f"{path} cannot be read": _reading(path) for path in private}
        tried |= read
        try:
            session = KernelSession(Path(folder))
        except KernelDied as error:
            return [Finding("a kernel starts behind the wall", False, str(error))]
        try:
            runs = {name: session.run_cell(code, 30) for name, code in tried.items()}
        finally:
            session.close()
    return [Finding(name, bool(run.error), SHOWN if name in read else BROKEN) for name, run in runs.items()]


def _reading(path: Path) -> str:
    return f"import os; os.listdir({str(path)!r})" if path.is_dir() else f"open({str(path)!r}).read(1)"


@contextlib.contextmanager
def _service() -> Iterator[int]:
    """The port of a service on this machine."""

    with socket.create_server(("127.0.0.1", 0)) as service:
        yield service.getsockname()[1]


def _about_the_filter() -> list[Finding]:
    problem = seccomp.problem()
    findings = [Finding("system-call filter", not problem, problem)]
    if not problem and (missing := seccomp.unknown()):
        remedy = f"this libseccomp does not know {', '.join(missing)}: install a newer one"
        findings.append(Finding("all its system calls are known", False, remedy, required=False))
    return findings


def _about_root() -> list[Finding]:
    if os.geteuid() != 0:
        return []
    if choice.wall().name == "landlock":
        return [Finding("each kernel has an account of its own", landlock.own_account(), ACCOUNT, required=False)]
    return [Finding("grader is not root", False, "run the grader from an ordinary account", required=False)]
