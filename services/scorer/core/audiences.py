"""How many followers authors have on each network: facts, so that a reach can be compared across networks.

An entry says which share of a network's active authors has fewer followers. Between two entries the logarithm
of the remaining share is linear in the logarithm of the followers, as in any distribution with a long tail;
before the first it begins at nobody, and after the last it goes on as it went. A network without a table
counts as the reference, and has no percentile.

Sources, read in November 2026:

- `x`: a sample of 400,000 public accounts, those that had posted within 30 days, autumn 2013
  (radar.oreilly.com, "Tweets loud and quiet", December 2013). Newer samples are not public. Counts of single
  accounts have grown since, so the table places people a little high; the order of two people stays.
- `bluesky`: shares of all 5.95 million accounts by the public social graph, mid 2024 (half have one follower,
  5 % more than 95, 0.5 % more than 1,000, 0.1 % more than 2,300). Authors are active accounts: 1.6 million a
  month at the time, so the shares are multiplied by 3.7, on the assumption that accounts with many followers
  are among the active ones.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping, Sequence
from typing import Final

REFERENCE: Final = "x"

SHARES: Final[Mapping[str, Sequence[tuple[int, float]]]] = {
    "x": ((61, 0.50), (1_000, 0.96), (3_000, 0.99)),
    "bluesky": ((95, 0.815), (1_000, 0.981), (2_300, 0.996)),
}
"""Network to (followers, share of its active authors with fewer)."""


class Audience:
    """Distribution of followers on one network."""

    def __init__(self, shares: Sequence[tuple[int, float]]) -> None:
        """Args: shares: followers and the share of authors with fewer, both rising."""
        self._sizes = [0.0, *(math.log10(1 + followers) for followers, _ in shares)]
        self._rarities = [0.0, *(-math.log10(1 - share) for _, share in shares)]

    def rarity(self, size: float) -> float:
        """Powers of ten by which so large an audience is rare; `size` is log10(1 + followers)."""
        return _line(self._sizes, self._rarities, size)

    def size(self, rarity: float) -> float:
        """The audience that is so rare: the inverse of `rarity`."""
        return _line(self._rarities, self._sizes, rarity)


def _line(xs: Sequence[float], ys: Sequence[float], x: float) -> float:
    """Piecewise linear and strictly rising; the last stretch goes on for ever."""
    at = min(max(1, bisect.bisect_left(xs, x)), len(xs) - 1)
    return ys[at - 1] + (x - xs[at - 1]) * (ys[at] - ys[at - 1]) / (xs[at] - xs[at - 1])


_AUDIENCES: Final = {network: Audience(shares) for network, shares in SHARES.items()}
_REFERENCE: Final = _AUDIENCES[REFERENCE]


def equivalent(network: str, size: float) -> float:
    """The audience on the reference network that is as rare there; both as log10(1 + followers)."""
    audience = _AUDIENCES.get(network, _REFERENCE)
    return size if audience is _REFERENCE else _REFERENCE.size(audience.rarity(size))


def percentile(network: str, size: float) -> float | None:
    """Share of a network's active authors with a smaller audience, 0 to 100; None without a table."""
    audience = _AUDIENCES.get(network)
    return None if audience is None else 100 * (1 - 10 ** -audience.rarity(size))
