"""The nursery: a process that imports once what kernels need, and forks a kernel for each request.

Sent as source with `python -c` into a sandbox that shows what a cold kernel's shows, so it imports nothing of ours. It
runs no code of any submission. A forked kernel goes behind its wall before it meets one. By bubblewrap's ways it leaves
for namespaces of its own: user, mount, pid, ipc, network and host name; with its own folders in memory, without
capabilities, and under the same limits and the same filter of system calls as a cold one. By Landlock's it gives up its
rights as a cold one does. Of the nursery it keeps the memory, which the system copies where either writes.

nursery ── fork ── sets up the namespaces, ends ── fork ── first process in them, waits ── fork ── the kernel
nursery ── fork ── waits ── fork ── gives up its rights, becomes the kernel

Its argument is a JSON object with `control` (a socket to the grader), `launch` (the source of launch.py) and `warm_up`
(what to run before any fork). Each request on the socket is a JSON object with seven descriptors; see `nursery.py`.
"""

import base64
import contextlib
import ctypes
import fcntl
import gc
import importlib
import json
import os
import random
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
import types
from typing import Any, NoReturn

MAX_REQUEST = 1 << 18
DESCRIPTORS = 7  # the submission's folder, the log, the grader's life, and four listeners
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
NAMESPACES = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWCGROUP
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 0x20
MS_BIND, MS_REC, MS_PRIVATE, MS_RELATIME = 0x1000, 0x4000, 0x40000, 0x200000
# Mounts of their own, whose rights and times root could change for all kernels, and those of files for the machine.
DEVICES = ("/dev/null", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/pts")
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
# Before the first cell: what each kernel would else load for itself.
LOADED_BY_KERNELS = (
    "IPython.core.completerlib",
    "IPython.core.magics.execution",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "numpy.random",
    "tornado.platform.asyncio",
)
launch: Any = types.ModuleType("lab_launch")


def mount(kind: str, target: str, flags: int, options: str = "") -> None:
    launch.call("mount", kind.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode())


def serve(control: socket.socket, warm_up: str) -> None:
    """Forks a kernel for each request, until the grader closes its end of the socket."""
    for name in LOADED_BY_KERNELS:
        importlib.import_module(name)
    exec(warm_up, {"__name__": "warm_up"})
    launch.prctl(PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGCHLD, reap)
    # What stands now is neither looked through nor written to by the collector, so it stays shared.
    gc.collect()
    gc.freeze()
    control.send(b"{}")
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, MAX_REQUEST, DESCRIPTORS)
        if not message:
            return
        if os.fork() == 0:
            request = json.loads(message)
            set_up = set_up_restricted if "restrict" in request else set_up_namespaces
            set_up(control, request, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def reap(*_: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def set_up_namespaces(control: socket.socket, request: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """In the first child: makes the namespaces, and tells the grader of the first process in them."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        leave(request)
        read, write = os.pipe()
        first = os.fork()
        if first == 0:
            control.close()
            os.close(read)
            be_first(request, descriptors, write)
        os.close(write)
        problem = os.read(read, 1000).decode()
        if problem:
            raise OSError(problem)
        socket.send_fds(control, [b"{}"], [os.pidfd_open(first)])
    except OSError as error:
        control.send(json.dumps({"problem": str(error)}).encode())
    os._exit(0)


def leave(request: dict[str, Any]) -> None:
    """Moves into new namespaces with a network of their own; what the submission may write to is empty, in memory."""
    user, group = os.getuid(), os.getgid()
    launch.call("unshare", NAMESPACES)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open("/proc/self/" + name, "w") as file:
            file.write(text)
    launch.call("mount", None, b"/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None)
    for device in DEVICES:
        freeze(device)
    for folder in request["writable"]:
        empty(folder, request["temporary"], request["kept"])
    socket.sethostname("lab")
    with socket.socket() as any_socket:
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack("16sH14x", b"lo", 0)))[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def freeze(path: str) -> None:
    """The mount at `path` as it is, but that nothing about its files can be changed."""
    has = os.statvfs(path).f_flag
    kept = has & (MS_NOSUID | MS_NODEV | MS_NOEXEC | os.ST_NOATIME | os.ST_NODIRATIME)
    kept |= MS_RELATIME if has & os.ST_RELATIME else 0
    launch.call("mount", None, path.encode(), None, ctypes.c_ulong(MS_REMOUNT | MS_BIND | MS_RDONLY | kept), None)


def empty(folder: str, size: int, kept: list[str]) -> None:
    """Mounts an empty folder in memory at `folder`. Folders of `kept` below it, such as Python's, stay visible."""
    below = {path: os.open(path, os.O_PATH) for path in kept if path.startswith(folder + "/")}
    mount("tmpfs", folder, MS_NOSUID | MS_NODEV, f"mode=0755,size={size}")
    for path, descriptor in below.items():
        os.makedirs(path)
        source = b"/proc/self/fd/%d" % descriptor
        launch.call("mount", source, path.encode(), None, ctypes.c_ulong(MS_BIND | MS_REC), None)
        os.close(descriptor)


def be_first(request: dict[str, Any], descriptors: list[int], write: int) -> NoReturn:
    """In the first process of the new namespaces: starts the kernel, ends when it or the grader does."""
    folder, log, life, *listeners = descriptors
    try:
        mount("proc", "/proc", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
        shutil.copytree(f"/proc/self/fd/{folder}", request["home"], dirs_exist_ok=True)
        show_connection(request["connection_file"], request["connection"])
        launch.drop_capabilities()
        launch.take_limits(request["limits"])
        kernel = os.fork()
    except OSError as error:
        os.write(write, str(error).encode())
        os._exit(1)
    os.close(write)
    if kernel == 0:
        become_kernel(request, log, listeners)
    launch.prctl(PR_SET_DUMPABLE, 0)
    launch.filter_calls(base64.b64decode(request["filter"]))
    wait_for_the_end(kernel, life, max(listeners))


def wait_for_the_end(kernel: int, life: int, last: int) -> NoReturn:
    """Until the kernel or the grader ends; with this process all that it started ends as well."""
    os.closerange(0, life)
    os.closerange(life + 1, last + 1)
    ended = select.poll()
    ended.register(life, select.POLLIN)
    ended.register(os.pidfd_open(kernel), select.POLLIN)
    ended.poll()
    os._exit(0)


def set_up_restricted(control: socket.socket, request: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """In the first child: forks a kernel that gives up its rights, tells the grader of itself, and waits."""
    _, _, life, *listeners = descriptors
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        read, write = os.pipe()
        kernel = os.fork()
        if kernel == 0:
            control.close()
            os.close(read)
            be_restricted(request, descriptors, write)
        os.close(write)
        problem = os.read(read, 1000).decode()
        if problem:
            raise OSError(problem)
        socket.send_fds(control, [b"{}"], [os.pidfd_open(os.getpid())])
    except OSError as error:
        control.send(json.dumps({"problem": str(error)}).encode())
        os._exit(1)
    wait_for_the_end(kernel, life, max(listeners))


def be_restricted(request: dict[str, Any], descriptors: list[int], write: int) -> NoReturn:
    """In the kernel's process: copies the submission, gives up its rights, becomes the kernel."""
    folder, log, _, *listeners = descriptors
    try:
        home = request["home"]
        shutil.copytree(f"/proc/self/fd/{folder}", home, dirs_exist_ok=True)
        os.environ.update(HOME=home, TMPDIR=home)
        tempfile.tempdir = None  # another was chosen when the nursery first needed one
        launch.take_limits(request["limits"])
        launch.restrict(request["restrict"])
    except OSError as error:
        os.write(write, str(error).encode())
        os._exit(1)
    os.close(write)
    become_kernel(request, log, listeners)


def show_connection(path: str, text: str) -> None:
    """Writes the connection file, read-only, to its path."""
    folder = os.path.dirname(path)
    os.mkdir(folder)
    mount("tmpfs", folder, MS_NOSUID | MS_NODEV, "size=64k")
    with open(path, "w") as file:
        file.write(text)
    mount("", folder, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV)


def become_kernel(request: dict[str, Any], log: int, listeners: list[int]) -> NoReturn:
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, source in ((0, nothing), (1, log), (2, log)):
        os.dup2(source, descriptor)
    for descriptor in range(3, max(listeners) + 1):
        if descriptor not in listeners:
            with contextlib.suppress(OSError):
                os.close(descriptor)
    os.closerange(max(listeners) + 1, 1 << 20)
    os.chdir(request["home"])
    import numpy

    # Siblings would draw the same "random" numbers. Python's own generator draws anew by itself after a fork.
    numpy.random.seed(random.SystemRandom().randrange(2**32))
    if "restrict" not in request:
        launch.filter_calls(base64.b64decode(request["filter"]))
    launch.become_kernel(request["argv"], dict(zip(request["ports"], listeners, strict=True)))
    os._exit(0)


if __name__ == "__main__":
    settings = json.loads(sys.argv[1])
    sys.argv[1:] = []
    sys.path.remove("")
    exec(settings["launch"], launch.__dict__)
    with socket.socket(fileno=settings["control"]) as control:
        serve(control, settings["warm_up"])
    if settings["place"]:  # the grader may have ended without a word
        shutil.rmtree(settings["place"], ignore_errors=True)
