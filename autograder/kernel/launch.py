"""The first code in the sandbox: takes its limits, copies the submission to its home, becomes the kernel.

Sent as source with `python -c`, and to the nursery, so it imports nothing of ours and takes all it needs as arguments:
a JSON object with `limits` (the resource module's names to numbers), `submission` and `home` (folders) and `listeners`
(open sockets that already listen, by port), and then the kernel's own.
"""

import json
import os
import resource
import shutil
import sys

# As if it were not installed: kernels would load a debugger that nobody uses, in a fifth of a second and 8 MiB.
sys.modules["debugpy"] = None


def take_limits(limits):
    """Hard limits, which a process without privileges cannot raise once it has them."""
    for name, limit in limits.items():
        _, hard = resource.getrlimit(getattr(resource, name))
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(getattr(resource, name), (allowed, allowed))


def become_kernel(argv, listeners):
    """Answers on sockets that listen already, so that no folder has to be shared with the grader; never returns."""
    import zmq
    from ipykernel.kernelapp import IPKernelApp
    from ipykernel.zmqshell import ZMQInteractiveShell

    class Kernel(IPKernelApp):
        def _try_bind_socket(self, s, port):
            s.setsockopt(zmq.USE_FD, listeners[str(port)])
            return super()._try_bind_socket(s, port)

        def init_heartbeat(self):
            pass  # the grader watches the process itself

    # `quit()` in a cell would end the kernel a moment after it, and again whenever the cell is run again.
    ZMQInteractiveShell.ask_exit = lambda self: None
    Kernel.launch_instance(argv)


if __name__ == "__main__":
    settings = json.loads(sys.argv[1])
    take_limits(settings["limits"])
    if settings["submission"] != settings["home"]:
        shutil.copytree(settings["submission"], settings["home"], dirs_exist_ok=True)
    # No module of the submission may take the place of one that the kernel is made of. IPython puts the folder back.
    sys.path.remove("")
    os.chdir(settings["home"])
    become_kernel(sys.argv[2:], settings["listeners"])
