"""The first code in the sandbox: takes its limits, copies the submission to its home, becomes the kernel.

Sent as source with `python -c`, so it imports nothing of ours and takes all it needs as arguments: a JSON object with
`limits` (the resource module's names to numbers), `submission` and `home` (folders) and `listeners` (open sockets that
already listen, by port), and then the kernel's own. Hard limits, once taken, cannot be raised by a process without
privileges.
"""

import json
import os
import resource
import shutil
import sys

settings = json.loads(sys.argv.pop(1))
for name, limit in settings["limits"].items():
    _, hard = resource.getrlimit(getattr(resource, name))
    allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(getattr(resource, name), (allowed, allowed))

if settings["submission"] != settings["home"]:
    shutil.copytree(settings["submission"], settings["home"], dirs_exist_ok=True)
# No module of the submission may take the place of one that the kernel is made of. IPython puts the folder back.
sys.path.remove("")
os.chdir(settings["home"])

import zmq  # noqa: E402
from ipykernel.kernelapp import IPKernelApp  # noqa: E402
from ipykernel.zmqshell import ZMQInteractiveShell  # noqa: E402


class Kernel(IPKernelApp):
    """Answers on sockets that listen already, so that no folder has to be shared with the grader."""

    def _try_bind_socket(self, s, port):
        s.setsockopt(zmq.USE_FD, settings["listeners"][str(port)])
        return super()._try_bind_socket(s, port)

    def init_heartbeat(self):
        pass  # the grader watches the process itself


# `quit()` in a cell would end the kernel a moment after it, and again whenever the cell is run again.
ZMQInteractiveShell.ask_exit = lambda self: None
Kernel.launch_instance()
