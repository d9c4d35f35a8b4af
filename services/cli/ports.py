"""Ports of this machine for servers that keep theirs from start to start.

The system gives the ports of its own range to every connection that goes out, so one of those that is free
now may be a stranger's at the next start. These lie outside that range.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from services.common.model import errors

LOOPBACK = "127.0.0.1"
SYSTEM_RANGE_FILE = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""Where Linux says which ports it gives out itself; elsewhere there is no such file."""

LOWEST = 20_000
"""Below it many well-known servers have their ports."""

HIGHEST_ELSEWHERE = 32_767
"""Where the system does not say: by default Linux gives out ports from 32768 on, others from 49152 on."""

LEAST_ROOM = 1_000
"""Ports that a range must hold to be of use."""


class NoPortFree(errors.AntiphonError):
    """Not enough ports of this machine are free; end a program that listens on many."""


def given_out(range_file: Path = SYSTEM_RANGE_FILE) -> range:
    """Ports that the system gives to connections by itself."""
    with contextlib.suppress(OSError, ValueError):
        low, high = map(int, range_file.read_text().split())
        return range(low, high + 1)
    return range(HIGHEST_ELSEWHERE + 1, 65_536)


def safe(range_file: Path = SYSTEM_RANGE_FILE) -> range:
    """Ports that the system gives to nobody by itself: those below its own range, or else those above."""
    own = given_out(range_file)
    for found in (range(LOWEST, own.start), range(max(own.stop, LOWEST), 65_536)):
        if len(found) >= LEAST_ROOM:
            return found
    return range(LOWEST, HIGHEST_ELSEWHERE + 1)


def choose(
    kept: Mapping[str, int],
    first: Mapping[str, int],
    tell: Callable[[str], None],
    allowed: range | None = None,
) -> dict[str, int]:
    """A free port for each part, all held until all are found, so that none is given twice.

    Args:
        kept: what a part had at the last start; it gets that again where it can.
        first: the parts, each with the port to try at the first start, 0 for any.
        tell: gets a sentence for each part that cannot have its port again.
        allowed: ports to choose from; the safe ones when left out.

    Raises:
        NoPortFree: when there are fewer free ports than parts.
    """
    allowed = allowed or safe()
    others = _from_anywhere(allowed)
    with contextlib.ExitStack() as held:
        ports = {}
        for part, wish in first.items():
            old = kept.get(part, 0)
            lasting = old in allowed or old not in given_out()
            wished = old if lasting else 0 if old else wish
            ports[part] = _first_free(wished, others, held)
            if old and ports[part] != old:
                why = "is taken by another program" if lasting else "can be any program's at any time"
                tell(f"The port {old} of {part} {why}; it is {ports[part]} from now on.")
        return ports


def _from_anywhere(allowed: range) -> Iterator[int]:
    """All ports, beginning anywhere: two sets that start at once rarely choose neighbours."""
    start = secrets.randbelow(len(allowed))
    yield from allowed[start:]
    yield from allowed[:start]


def _first_free(wished: int, others: Iterator[int], held: contextlib.ExitStack) -> int:
    if wished and _hold(wished, held):
        return wished
    for port in others:
        if _hold(port, held):
            return port
    raise NoPortFree(NoPortFree.__doc__)


def _hold(port: int, held: contextlib.ExitStack) -> bool:
    """Whether the port was free; it is ours then until `held` is left."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError:
        listening.close()
        return False
    held.callback(listening.close)
    return True
