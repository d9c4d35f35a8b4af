"""Which replica reads which source: even by load, and nearly the same when a replica comes or goes.

Each replica works it out for itself from the same table. Rendezvous hashing (Thaler and Ravishankar, "Using
name-based mappings to increase hit rates", 1998) gives every source an order of preference among the
replicas; heavy sources choose first, and a replica that has its share is passed over (Mirrokni, Thorup and
Zadimoghaddam, "Consistent hashing with bounded loads", 2018).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final

SLACK: Final = 0.25
"""Share by which a replica may carry more than the mean."""
LEAST_LOAD: Final = 1.0
"""Load of a source that hardly ever speaks: holding a connection is work, too."""


def load_of(arrivals_per_second: float) -> float:
    """The load of a source, in steps of two, so that it does not move with every breath of its network."""
    return LEAST_LOAD + (2.0 ** round(math.log2(arrivals_per_second)) if arrivals_per_second > 0 else 0.0)


def share(loads: Mapping[str, float], replicas: Sequence[str]) -> Mapping[str, str]:
    """A replica for each source; nothing while there is no replica.

    Args:
        loads: of the sources, by name.
        replicas: those that are alive, in any order.
    """
    if not replicas:
        return {}
    room = (1 + SLACK) * sum(loads.values()) / len(replicas)
    carried = dict.fromkeys(sorted(replicas), 0.0)
    shares: dict[str, str] = {}
    for source in sorted(loads, key=lambda name: (-loads[name], name)):
        preferred = sorted(carried, key=lambda replica: _affinity(source, replica))
        fitting = (replica for replica in preferred if carried[replica] + loads[source] <= room)
        shares[source] = chosen = next(fitting, min(preferred, key=carried.__getitem__))
        carried[chosen] += loads[source]
    return shares


def _affinity(source: str, replica: str) -> bytes:
    return blake2b(f"{source} {replica}".encode(), digest_size=8).digest()
