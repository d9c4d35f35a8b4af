"""How many channels customers use.

A channel is a network; a customer is an author, or several of whom people said that they are one person.

The archive knows customers as numbers that lead nowhere: who they are is the router's to know.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

_BYTES: Final = 16


class Use(NamedTuple):
    """Channels of the customers of a slice.

    Attributes:
        steps: number of channels -> customers who use so many.
        channels: network -> customers who use it, and those who use no other.
        merged: customers of several accounts.
    """

    steps: Mapping[int, int]
    channels: Mapping[str, tuple[int, int]]
    merged: int

    @property
    def customers(self) -> int:
        """All customers."""
        return sum(self.steps.values())


def reference(name: str) -> bytes:
    """What the archive calls a customer."""
    return hashlib.sha256(b"customer\0" + name.encode()).digest()[:_BYTES]


def use(authors: Mapping[str, int], merged: Iterable[tuple[bytes, bytes, str]]) -> Use:
    """Channels of customers.

    Args:
        authors: network -> authors on it; an author is on one network.
        merged: author, customer and network of those among them of whom people said whose they are.

    """
    alone = Counter(authors)
    held: dict[bytes, dict[bytes, str]] = {}
    for author, customer, network in merged:
        held.setdefault(customer, {})[author] = network
        alone[network] -= 1
    steps = Counter({1: alone.total()})
    using, only = Counter(alone), Counter(alone)
    for accounts in held.values():
        networks = set(accounts.values())
        steps[len(networks)] += 1
        using.update(networks)
        if len(networks) == 1:
            only.update(networks)
    channels = {network: (count, only[network]) for network, count in using.items() if count}
    several = sum(len(accounts) > 1 for accounts in held.values())
    return Use({count: steps[count] for count in sorted(+steps)}, channels, several)
