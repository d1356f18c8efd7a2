"""The first code in the sandbox: takes its limits, copies the submission to its home, becomes the kernel.

Sent as source with `python -c`, so it imports nothing of ours and takes all it needs as arguments: a JSON object with
`limits` (the resource module's names to numbers), `submission` and `home` (folders), and then the kernel's own.
Hard limits, once taken, cannot be raised by a process without privileges.
"""

import json
import os
import resource
import shutil
import sys

settings = json.loads(sys.argv[1])
for name, limit in settings["limits"].items():
    _, hard = resource.getrlimit(getattr(resource, name))
    allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(getattr(resource, name), (allowed, allowed))

if settings["submission"] != settings["home"]:
    shutil.copytree(settings["submission"], settings["home"], dirs_exist_ok=True)
os.chdir(settings["home"])

from ipykernel.kernelapp import IPKernelApp  # noqa: E402

sys.argv[1:2] = []
IPKernelApp.launch_instance()
