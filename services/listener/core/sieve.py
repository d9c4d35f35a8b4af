"""Tells in a microsecond that a key was certainly never seen: a Bloom filter.

A firehose brings thousands of answers and deletions a second, and almost none concerns a mention that was
published. Asking the database for each would cost more than reading it.

Burton H. Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970; the several hashes come
from two, after Kirsch and Mitzenmacher, "Less hashing, same performance", 2006.
"""

from __future__ import annotations

from typing import Final

_PROBES: Final = 5
_BITS_A_KEY: Final = 12
"""With five probes one key in about 300 passes that was never added; it costs a look into the database."""
_LEAST_KEYS: Final = 1 << 17


class Sieve:
    """A set of digests that may say "perhaps" of one that is not in it, and never "no" of one that is.

    Args:
        expected: digests that will be added; with more it says "perhaps" more often.
    """

    def __init__(self, expected: int) -> None:
        self.capacity = max(_LEAST_KEYS, expected)
        self._mask = (1 << (self.capacity * _BITS_A_KEY - 1).bit_length()) - 1
        self._bits = bytearray((self._mask + 1) >> 3)
        self.count = 0

    def add(self, digest: bytes) -> None:
        """Adds a digest of at least twelve evenly spread bytes."""
        place, step = self._start(digest)
        bits, mask = self._bits, self._mask
        for _ in range(_PROBES):
            bits[place >> 3] |= 1 << (place & 7)
            place = (place + step) & mask
        self.count += 1

    def __contains__(self, digest: bytes) -> bool:
        place, step = self._start(digest)
        bits, mask = self._bits, self._mask
        for _ in range(_PROBES):
            if not bits[place >> 3] & 1 << (place & 7):
                return False
            place = (place + step) & mask
        return True

    def _start(self, digest: bytes) -> tuple[int, int]:
        return int.from_bytes(digest[:6]) & self._mask, int.from_bytes(digest[6:12]) & self._mask | 1
