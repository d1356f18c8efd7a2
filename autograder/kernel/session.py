"""A conversation with one kernel: run a cell, ask the probe. Every wait has an end.

KernelError
├── KernelTimeout   the time was up; the cell was interrupted, and the kernel still answers
└── KernelDied      the kernel is gone (it ended itself, or did not stop when interrupted)
"""

import base64
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import zmq

from autograder.kernel import wire
from autograder.kernel.process import KernelProcess

START_SECONDS = 60
INTERRUPT_SECONDS = 5
LIVENESS_SECONDS = 0.5
MAX_OUTPUT_BYTES = 4 * 2**20
PROBE_SOURCE = (Path(__file__).parent / "probe.py").read_text(encoding="utf-8")
# A module of its own, so that no name of the student's notebook reaches the probe or is reached by it.
INSTALL_PROBE = f"""
import sys as _sys, types as _types
_sys.modules["lab_probe"] = _types.ModuleType("lab_probe")
exec({PROBE_SOURCE!r}, _sys.modules["lab_probe"].__dict__)
del _sys, _types
"""
ASK_PROBE = '__import__("sys").modules["lab_probe"].answer_in_kernel({question!r}, get_ipython().user_ns, {max_bytes})'
INSTALL_STAND_INS = """
import sys as _sys, types as _types
_module = _sys.modules.setdefault("lab_stand_ins", _types.ModuleType("lab_stand_ins"))
hasattr(_module, "tf") or exec({source!r}, _module.__dict__)
get_ipython().user_ns.update({{name: getattr(_module, name) for name in {names!r}}})
del _sys, _types, _module
"""
READ_REPLY = '__import__("sys").modules["lab_probe"].reply'


class KernelError(Exception):
    """The kernel did not finish what it was asked."""


class KernelTimeout(KernelError):
    """Time was up; the kernel was interrupted and still answers."""


class KernelDied(KernelError):
    """The kernel is gone."""


@dataclass
class CellRun:
    """What one cell printed, drew and raised, as notebook outputs; `error` names what ended it early, else ""."""

    outputs: list[Any] = field(default_factory=list)
    error: str = ""
    size: int = 0

    def add(self, message: dict[str, Any]) -> None:
        """One message from the kernel's output channel; past MAX_OUTPUT_BYTES nothing more is kept."""
        kind, content = message["msg_type"], message["content"]
        if kind == "clear_output":
            self.outputs.clear()
        if kind not in ("stream", "display_data", "execute_result", "error"):
            return
        was_full = self.size > MAX_OUTPUT_BYTES
        self.size += len(json.dumps(content))
        if self.size > MAX_OUTPUT_BYTES:
            if not was_full:
                note = f"\n[the rest of this cell's output, past {MAX_OUTPUT_BYTES} bytes, was left out]\n"
                self.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=note))
            return
        last = self.outputs[-1] if self.outputs else None
        if kind == "stream" and last is not None and last.get("name") == content["name"]:
            last["text"] += content["text"]
        else:
            self.outputs.append(nbformat.v4.output_from_msg(message))
        if kind == "error":
            self.error = f"{content['ename']}: {content['evalue']}"


class KernelSession:
    """A started kernel with the probe in place. Raises KernelDied when it does not start."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.process = KernelProcess(folder, threads)
        self.client = self.process.client()
        try:
            self._wait_until_ready()
            self._request(INSTALL_PROBE, START_SECONDS, lambda message: None)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.client.stop_channels()
        self.process.kill()
        self.client.context.destroy(linger=0)

    def run_cell(self, source: str, timeout: float) -> CellRun:
        """Runs one cell for at most `timeout` seconds. Raises KernelDied; a timeout ends as the run's error."""
        run = CellRun()
        try:
            self._request(source, timeout, run.add, store_history=True)
        except KernelTimeout as error:
            run.error = str(error)
        return run

    def ask(self, question: dict[str, Any], timeout: float) -> dict[str, Any]:
        """The probe's reply to one question, parsed but not trusted. Raises KernelError, BadReply."""
        packed = base64.b64encode(json.dumps(question).encode()).decode("ascii")
        code = ASK_PROBE.format(question=packed, max_bytes=wire.MAX_REPLY_BYTES)
        content = self._request(code, timeout, lambda message: None, user_expressions={"reply": READ_REPLY})
        try:
            quoted = content["user_expressions"]["reply"]["data"]["text/plain"]
            return wire.parse(base64.b64decode(quoted.strip("'\"")))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise wire.BadReply("the answer is not readable data") from error

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.process.is_alive():
                raise KernelDied(f"the kernel did not start: {self._last_words()}")
            self.client.kernel_info()
            if self.client.shell_channel.socket.poll(1000) and self._receive(self.client.shell_channel):
                return
        raise KernelDied(f"the kernel did not answer in {START_SECONDS} s: {self._last_words()}")

    def _last_words(self) -> str:
        words = self.process.log_path.read_text(encoding="utf-8", errors="replace").strip()
        return words.splitlines()[-1] if words else "it said nothing"

    def _request(
        self, code: str, timeout: float, hear: Callable[[dict[str, Any]], None], **options: Any
    ) -> dict[str, Any]:
        """Executes `code`, hands each of its output messages to `hear`, and returns the reply's content."""
        options = {"store_history": False, "silent": not options.get("store_history"), **options}
        request = self.client.execute(code, allow_stdin=False, stop_on_error=False, **options)
        try:
            return self._reply(request, timeout, hear)
        except KernelTimeout:
            self._interrupt()
            try:
                self._reply(request, INTERRUPT_SECONDS, hear)
            except KernelTimeout:
                self.process.kill()
                raise KernelDied(f"did not finish in {timeout:g} s and did not stop when interrupted") from None
            raise KernelTimeout(f"did not finish in {timeout:g} s") from None

    def _reply(self, request: str, timeout: float, hear: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        reply: dict[str, Any] | None = None
        idle = False
        for channel, message in self._messages(timeout):
            if message.get("parent_header", {}).get("msg_id") != request:
                continue
            if channel is self.client.shell_channel:
                reply = message["content"]
            elif message["msg_type"] == "status":
                idle = idle or message["content"].get("execution_state") == "idle"
            else:
                hear(message)
            if reply is not None and idle:
                return reply
        raise KernelTimeout(f"did not finish in {timeout:g} s")

    def _messages(self, timeout: float) -> Iterator[tuple[Any, dict[str, Any]]]:
        """The kernel's messages until `timeout` seconds have passed. Raises KernelDied."""
        channels = {channel.socket: channel for channel in (self.client.iopub_channel, self.client.shell_channel)}
        poller = zmq.Poller()
        for socket in channels:
            poller.register(socket, zmq.POLLIN)
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            ready = dict(poller.poll(int(1000 * min(left, LIVENESS_SECONDS)) + 1))
            if not ready and not self.process.is_alive():
                raise KernelDied(
                    f"the kernel was ended: {self.process.ended_by}"
                    if self.process.ended_by
                    else "the kernel ended itself"
                )
            for socket, channel in channels.items():
                if socket in ready and (message := self._receive(channel)):
                    yield channel, message

    def _receive(self, channel: Any) -> dict[str, Any] | None:
        """One message, or None where the bytes are no message: the process at the other end may send anything."""
        try:
            message = channel.get_msg(timeout=0)
            return message if isinstance(message["content"], dict) else None
        except Exception:
            return None

    def _interrupt(self) -> None:
        # A message and not a signal: the signal would end the sandbox.
        message = self.client.session.msg("interrupt_request", content={})
        self.client.control_channel.send(message)
