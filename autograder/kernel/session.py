"""A conversation with one kernel: run a cell, ask the probe. Every wait has an end.

KernelError
├── KernelTimeout   the time, or the room for output, was used up; the kernel was interrupted and still answers
└── KernelDied      the kernel is gone (it ended itself, or did not stop when interrupted)
"""

import base64
import contextlib
import json
import platform
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import nbformat
import zmq

from autograder.kernel import wire
from autograder.kernel.limits import LIMITS, Limits
from autograder.kernel.nursery import Nursery
from autograder.kernel.preparation import PLAIN, Preparation
from autograder.kernel.process import MAX_MESSAGE_BYTES, KernelProcess
from autograder.kernel.text import clean, one_line, shortened, shown_pictures

START_SECONDS = 60
SHORT_SECONDS = 5.0
LIVENESS_SECONDS = 0.5
QUIET_SECONDS = 2  # after a cell's end, for outputs that are still on their way
OUTPUT_LOST = f"\n[output of this cell was lost; a piece of it larger than {MAX_MESSAGE_BYTES} bytes cannot be read]\n"
MAX_TRACEBACK_LINES = 200
SYNTAX = re.compile(r"\((?:<[^>]*>|\w+\.py), line (\d+)\)$")  # how a SyntaxError of a cell ends
PYTHON = platform.python_version()
RUNAWAY = 8  # how many times as much as is kept a cell may print before it is interrupted
# What a page shows without running it. HTML, SVG, JavaScript and widgets are left out: they act where they are shown.
SHOWN_AS_TEXT = ("text/plain", "text/latex")
INSIDE = Path(__file__).parent / "inside"
PROBE_SOURCE = (INSIDE / "probe.py").read_text(encoding="utf-8")
HABITS_SOURCE = (INSIDE / "habits.py").read_text(encoding="utf-8")
# Modules of their own, so that no name of the student's notebook reaches them or is reached by them.
INSTALL_PROBE = """
import sys as _sys, types as _types
_sys.modules["lab_makers"] = _types.ModuleType("lab_makers")
exec({makers!r}, _sys.modules["lab_makers"].__dict__)
_sys.modules["lab_probe"] = _types.ModuleType("lab_probe")
exec({probe!r}, _sys.modules["lab_probe"].__dict__)
_sys.modules["lab_habits"] = _types.ModuleType("lab_habits")
exec({habits!r}, _sys.modules["lab_habits"].__dict__)
_sys.modules["lab_habits"].settle(get_ipython())
del _sys, _types
"""
HABITS = '__import__("sys").modules["lab_habits"]'
GO_ON = HABITS + ".go_on(get_ipython(), {names!r})"
KEEP = HABITS + ".keep(get_ipython().user_ns, {names!r})"
READ_REPORT = HABITS + ".report"
ASK_PROBE = '__import__("sys").modules["lab_probe"].answer_in_kernel({request!r}, get_ipython().user_ns, {max_bytes})'
INSTALL_STAND_INS = """
import sys as _sys, types as _types
_module = _sys.modules.setdefault("lab_stand_ins", _types.ModuleType("lab_stand_ins"))
exec({source!r}, _module.__dict__)
get_ipython().user_ns.update({{name: getattr(_module, name) for name in {names!r}}})
del _sys, _types, _module
"""
READ_REPLY = '__import__("sys").modules["lab_probe"].reply'


Hear: TypeAlias = Callable[[Any, dict[str, Any]], None]  # takes the kind and the content of an output message


class KernelError(Exception):
    """The kernel did not finish what it was asked."""


class KernelTimeout(KernelError):
    """Time, or room for output, was used up; the kernel was interrupted and still answers."""


class KernelDied(KernelError):
    """The kernel is gone."""


@dataclass
class CellRun:
    """What one cell printed, drew and raised, as notebook outputs; `error` names what ended it early, else "".

    `room` is how many bytes of output are kept. Of a student's cell, `rest` counts the statements behind the one that
    failed which ran nevertheless, and `changed` are the given names that had other values behind it.
    """

    room: int = LIMITS.cell_output
    outputs: list[Any] = field(default_factory=list)
    error: str = ""
    size: int = 0
    rest: int = 0
    changed: tuple[str, ...] = ()

    def add(self, kind: Any, content: dict[str, Any]) -> None:
        """One message from the kernel's output channel, which may hold anything; past `room` nothing more is kept.

        Raises KernelTimeout, once, when far more than that was printed: the cell is not going to stop by itself.
        """
        if kind == "clear_output":
            self.outputs.clear()
        if kind not in ("stream", "display_data", "execute_result", "error"):
            return
        before = self.size
        self.size += len(json.dumps(content))
        if self.size > self.room:
            if before <= self.room:
                note = f"\n[the rest of this cell's output, past {self.room} bytes, was left out]\n"
                self.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=note))
            if before <= RUNAWAY * self.room < self.size:
                raise KernelTimeout(f"printed more than {RUNAWAY * self.room} bytes")
            return
        if (output := _output(kind, content)) is None:
            return
        last = self.outputs[-1] if self.outputs else None
        if kind == "stream" and last is not None and last.get("name") == output.name:
            last["text"] += output.text
        else:
            self.outputs.append(output)
        if kind == "error":
            self.error = f"{output.ename}: {output.evalue}" if output.evalue else output.ename


def _output(kind: str, content: dict[str, Any]) -> Any:
    """A notebook output of the message's text and pictures; None if it has neither."""
    if kind == "stream":
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        return nbformat.v4.new_output("stream", name=name, text=clean(content.get("text", "")))
    if kind == "error":
        lines = content.get("traceback")
        lines = [clean(line) for line in lines[-MAX_TRACEBACK_LINES:]] if isinstance(lines, list) else []
        name, value = one_line(content.get("ename", ""), 100), _without_file(shortened(content.get("evalue", ""), 2000))
        return nbformat.v4.new_output("error", ename=name, evalue=value, traceback=lines)
    data = content.get("data")
    bundle = data if isinstance(data, dict) else {}
    shown = {mime: clean(bundle[mime]) for mime in SHOWN_AS_TEXT if mime in bundle}
    shown |= shown_pictures(bundle)
    return nbformat.v4.new_output(kind, data=shown) if shown else None


def _report(content: dict[str, Any], given: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """The report of `habits.go_on`. The student's code may have forged it."""
    try:
        report = json.loads(content["user_expressions"]["report"]["data"]["text/plain"].strip("'"))
        return int(report["ran"]), tuple(name for name in given if name in report["changed"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError):
        return 0, ()


def _without_file(message: str) -> str:
    """A SyntaxError's message with the line of the cell, and the Python that graded, in place of a file's name."""
    return SYNTAX.sub(rf"(line \1 of the cell; graded with Python {PYTHON})", message)


class KernelSession:
    """A started kernel with the probe in place. Raises KernelDied when it does not start."""

    def __init__(
        self,
        folder: Path,
        preparation: Preparation = PLAIN,
        limits: Limits = LIMITS,
        nursery: Nursery | None = None,
    ) -> None:
        self._limits = limits
        with contextlib.ExitStack() as unless_started:
            self.process = KernelProcess(folder, preparation, limits, nursery)
            unless_started.callback(self.process.kill)
            self.client = self.process.client()
            unless_started.callback(self._disconnect)
            self._wait_until_ready()
            source = INSTALL_PROBE.format(makers=preparation.makers, probe=PROBE_SOURCE, habits=HABITS_SOURCE)
            installed = self._request(source, START_SECONDS, lambda kind, content: None)
            if installed.get("status") != "ok":
                raise KernelDied(f"the kernel did not take the probe: {one_line(installed.get('evalue'), 200)}")
            unless_started.pop_all()

    def close(self) -> None:
        self._disconnect()
        self.process.kill()

    def _disconnect(self) -> None:
        self.client.stop_channels()
        self.client.context.destroy(linger=0)

    def run_cell(self, source: str, timeout: float, room: int = LIMITS.cell_output) -> CellRun:
        """Runs one cell for at most `timeout` seconds. Raises KernelDied; a timeout ends as the run's error."""
        run = CellRun(room)
        try:
            self._request(source, timeout, run.add, store_history=True)
        except KernelTimeout as error:
            run.error = str(error)
        return run

    def run_students_cell(
        self, source: str, timeout: float, room: int = LIMITS.cell_output, given: Sequence[str] = ()
    ) -> CellRun:
        """The same of a student's cell: where a line of it fails, what stands behind it runs, in the time that is left.

        The values `given`, which were kept, are put back. Raises KernelDied.
        """
        start = self.process.clock.seconds
        run = self.run_cell(source, timeout, room)
        left = max(timeout - (self.process.clock.seconds - start), SHORT_SECONDS)
        error = run.error
        with contextlib.suppress(KernelTimeout):
            content = self._request(
                GO_ON.format(names=tuple(given)), left, run.add, user_expressions={"report": READ_REPORT}
            )
            run.rest, run.changed = _report(content, given)
        run.error = error
        return run

    def keep(self, names: Sequence[str]) -> None:
        """Keeps those of the notebook's values `names` that are plain data. Raises KernelError."""
        self._request(KEEP.format(names=tuple(names)), SHORT_SECONDS, lambda kind, content: None)

    def ask(self, request: wire.Request, timeout: float) -> wire.Reply:
        """The probe's reply to one request, parsed but not trusted. Raises KernelError, BadReply."""
        packed = base64.b64encode(request.text.encode()).decode("ascii")
        code = ASK_PROBE.format(request=packed, max_bytes=wire.MAX_REPLY_BYTES)
        content = self._request(code, timeout, lambda kind, content: None, user_expressions={"reply": READ_REPLY})
        try:
            quoted = content["user_expressions"]["reply"]["data"]["text/plain"]
            return wire.parse(base64.b64decode(quoted.strip("'\"")))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise wire.BadReply("the answer is not readable data") from error

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + self._limits.far * START_SECONDS
        while time.monotonic() < deadline and self.process.clock.seconds < START_SECONDS:
            if not self.process.is_alive():
                raise KernelDied(f"the kernel did not start: {self.process.last_words()}")
            self.client.kernel_info()
            if self.client.shell_channel.socket.poll(1000) and self._receive(self.client.shell_channel):
                return
        raise KernelDied(f"the kernel did not answer in {START_SECONDS} s: {self.process.last_words()}")

    def _request(self, code: str, timeout: float, hear: Hear, **options: Any) -> dict[str, Any]:
        """Executes `code`, hands each of its output messages to `hear`, and returns the reply's content."""
        options = {"store_history": False, "silent": not options.get("store_history"), **options}
        request = self.client.execute(code, allow_stdin=False, stop_on_error=False, **options)
        try:
            return self._reply(request, timeout, hear)
        except KernelTimeout as excess:
            self._interrupt()
            try:
                self._reply(request, self._limits.interrupt_seconds, hear)
            except KernelTimeout:
                self.process.kill()
                raise KernelDied(f"{excess} and did not stop when interrupted") from None
            raise

    def _reply(self, request: str, timeout: float, hear: Hear) -> dict[str, Any]:
        """The reply to `request`, once the kernel says that all output was sent, or has been quiet for a while.

        `timeout` is of the kernel's own time; on the wall far more may go by.
        """
        clock = self.process.clock
        end = clock.seconds + timeout
        deadline = time.monotonic() + self._limits.far * timeout
        reply: dict[str, Any] | None = None
        idle = quiet = False
        while reply is None or not idle:
            left = deadline - time.monotonic()
            if left <= 0 or (reply is None and clock.seconds >= end):
                if reply is None:
                    raise KernelTimeout(f"did not finish in {timeout:.0f} s")
                self._reconnect_output()
                hear("stream", {"name": "stderr", "text": OUTPUT_LOST})
                break
            for channel, message in self._received(min(left, LIVENESS_SECONDS)):
                if message["parent_header"].get("msg_id") != request:
                    continue
                if channel is self.client.shell_channel:
                    reply = reply or message["content"]
                else:
                    hear(message["msg_type"], message["content"])
                    idle = idle or message["content"].get("execution_state") == "idle"
                if reply is not None and (not quiet or clock.seconds < end):
                    quiet, deadline = True, min(deadline, time.monotonic()) + QUIET_SECONDS
        return reply

    def _reconnect_output(self) -> None:
        """ZeroMQ leaves a connection ended after a message that is too large."""
        socket = self.client.iopub_channel.socket
        address = socket.getsockopt(zmq.LAST_ENDPOINT)
        with contextlib.suppress(zmq.ZMQError):
            socket.disconnect(address)
        socket.connect(address)

    def _received(self, timeout: float) -> list[tuple[Any, dict[str, Any]]]:
        """A message of each channel that has one within `timeout` seconds. Raises KernelDied."""
        channels = {channel.socket: channel for channel in (self.client.iopub_channel, self.client.shell_channel)}
        poller = zmq.Poller()
        for socket in channels:
            poller.register(socket, zmq.POLLIN)
        ready = dict(poller.poll(int(1000 * timeout) + 1))
        if not ready and not self.process.is_alive():
            reason = self.process.ended_by
            raise KernelDied(f"the kernel was ended: {reason}" if reason else "the kernel ended itself")
        received = ((channel, self._receive(channel)) for socket, channel in channels.items() if socket in ready)
        return [(channel, message) for channel, message in received if message]

    def _receive(self, channel: Any) -> dict[str, Any] | None:
        """One message, or None if the bytes are no message: the other process may send anything."""
        try:
            message: dict[str, Any] = channel.get_msg(timeout=0)
        except Exception:
            return None
        parts = (message.get("content"), message.get("parent_header"))
        return message if all(isinstance(part, dict) for part in parts) else None

    def _interrupt(self) -> None:
        # A message and not a signal: the signal would end the sandbox.
        message = self.client.session.msg("interrupt_request", content={})
        self.client.control_channel.send(message)
