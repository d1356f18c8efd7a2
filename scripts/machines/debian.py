"""An empty Debian in a folder, with this machine's own sources of packages and settings handed in, and none kept."""

import os
import re
import shutil
import subprocess
import sys
import urllib.parse
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent.parent
UNREACHABLE = 75  # EX_TEMPFAIL of sysexits.h: try again later
TRIES = 3
# What only says where packages are and whom to believe.
HANDED_IN = re.compile(r"PIP_.*|.*_proxy|.*_PROXY|SSL_CERT_.*|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE")


def say(text: str) -> None:
    print(f"{Path(sys.argv[0]).stem}: {text}", flush=True)


def packages() -> list[str]:
    """What the README tells people to install."""
    found = re.search(r"apt install ([\w.+ -]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert found, "README.md names no packages"
    return found[1].split()


def debian(system: Path) -> None:
    """An empty Debian of this machine's release in the new folder `system`."""
    about = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    sources = found("/etc/apt", "sources.list", "sources.list.d/*.sources", "sources.list.d/*.list")
    options = [f"--aptopt={path}" for path in found("/etc/apt/apt.conf.d", "*") if "docker" not in path.name]
    include = ",".join(packages())
    say(f"an empty Debian with {include}")
    command = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={include}", *options]
    for _ in range(TRIES):
        shutil.rmtree(system, ignore_errors=True)
        command_now = [*command, about["VERSION_CODENAME"], str(system), *map(str, sources)]
        if subprocess.run(command_now, check=False).returncode == 0:
            return
    unreachable("Debian's packages")


def unreachable(what: str) -> NoReturn:
    say(f"{what} cannot be reached from here: this says nothing about the project; try again later")
    sys.exit(UNREACHABLE)


def variables() -> dict[str, str]:
    """The variables that say where packages are."""
    return {name: value for name, value in os.environ.items() if HANDED_IN.fullmatch(name)}


def handed_in() -> list[str]:
    """The files and folders that tell where packages are: pip's settings and what they name, names of hosts, trust."""
    settings = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    named = [urllib.parse.urlsplit(word).path for word in re.findall(r"(?:file://)?/[^\s']+", settings)]
    usual = ["/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs", "/etc/pip.conf", "/etc/xdg/pip"]
    return [path for path in dict.fromkeys([*usual, *named]) if Path(path).exists()]


def found(folder: str, *patterns: str) -> list[Path]:
    return [path for pattern in patterns for path in sorted(Path(folder).glob(pattern))]
