"""The limits that attacks run under, and things of the outside that no submission may reach."""

import socket
from dataclasses import dataclass
from typing import Any

from attacks_on_files import CANARY, SECRET

from autograder.kernel.limits import MIB, Limits

CANARY_PORTS = range(47113, 47121)  # the attacks know these, and the names that begin as the canary's do

# Small enough that an attack is over in seconds, and large enough for an ordinary kernel.
LIMITS = Limits(
    memory=1024 * MIB,
    temporary=16 * MIB,
    file=8 * MIB,
    files=3000,
    open_files=256,
    threads=200,
    processes=8,
    cpu_seconds=60,
    cell_seconds=4.0,
    submission_seconds=60.0,
    interrupt_seconds=2.0,
    cell_output=256 * 1024,
    output=1 * MIB,
)


@dataclass
class Outside:
    """A folder with a secret, and three services, outside of every sandbox."""

    services: list[socket.socket]

    def was_reached(self) -> bool:
        """Whether somebody connected to one of the services."""
        for service in self.services:
            try:
                service.accept()[0].close()
                return True
            except BlockingIOError:
                continue
        return False

    def is_untouched(self) -> bool:
        names = sorted(path.name for path in CANARY.iterdir())
        secret = (CANARY / "canary.txt").read_text(encoding="utf-8")
        return names == ["canary.txt", "service"] and secret == SECRET and not self.was_reached()


def listening(family: socket.AddressFamily, *addresses: Any) -> socket.socket:
    """A service at the first of the addresses that is free."""
    for address in addresses:
        service = socket.socket(family)
        service.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            service.bind(address)
        except OSError:
            service.close()
            continue
        service.listen()
        service.setblocking(False)
        return service
    raise RuntimeError(f"none of {addresses} is free")
