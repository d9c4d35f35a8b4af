"""Record keys that we choose, so that a request that is sent twice is recognised.

A post's key has to be a TID: 53 bits of microseconds and 10 of a clock number, in 13 letters of a base 32
that sorts (https://atproto.com/specs/tid). What a TID of ours says of the time means nothing.
"""

from __future__ import annotations

import hashlib
from typing import Final

_LETTERS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH_US: Final = 1_704_067_200_000_000
"""2024-01-01: keys of ours lie in the year after it, so that they look like any other."""
_SPREAD_BITS: Final = 44


def derive(*words: str) -> str:
    """The same TID for the same words; 54 bits of their SHA-256, so that no two requests meet in practice."""
    digest = int.from_bytes(hashlib.sha256("\n".join(words).encode()).digest()[:8], "big")
    micros = _EPOCH_US + (digest >> 10 & (1 << _SPREAD_BITS) - 1)
    value = micros << 10 | digest & 1023
    return "".join(_LETTERS[value >> shift & 31] for shift in range(60, -1, -5))
