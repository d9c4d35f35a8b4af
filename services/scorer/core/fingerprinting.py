"""Fingerprints of texts: copies and near-copies get numbers that differ in few of their 64 bits.

A SimHash (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002) over single words
and runs of three. Each feature votes for or against each bit; the majority wins. Words vote beside runs
because one changed word spoils three runs, and of a short text that is most of them.

The votes of all bits are kept in one number, one byte to a bit, so that a feature costs two additions.
Hashes are BLAKE2b of the UTF-8 words: the same on every machine, in every process, for good.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from operator import xor
from typing import Final

FEWEST_WORDS: Final = 4
"""Fewer words say too little to be copies of each other."""
MOST_WORDS: Final = 128
"""Words looked at: 128 words and 126 runs of three are 254 votes, which a byte holds."""
NEAR_BITS: Final = 12
"""Differing bits up to which two texts are near-copies; docs/reference/scores.md has what was measured."""

_BITS: Final = 64
_ONES: Final = int.from_bytes(b"\x01" * _BITS, "big")
_HALF: Final = 127
_AS_DIGITS: Final = bytes(ord("1") if byte & 0x80 else ord("0") for byte in range(256))

Lanes = tuple[int, int, int]
"""Votes of a word alone or first in a run, second in a run, and third: for each bit a byte of 0 or 1."""


def of(words: Sequence[str]) -> int:
    """The fingerprint of words in their order; 0 when there are fewer than four."""
    if len(words) < FEWEST_WORDS:
        return 0
    lanes = [_lanes(word) for word in words[:MOST_WORDS]]
    first, second, third = zip(*lanes, strict=True)
    votes = sum(first) + sum(map(xor, map(xor, first, second[1:]), third[2:]))
    won = votes + (_HALF + 1 - len(lanes)) * _ONES
    return int(won.to_bytes(_BITS, "big").translate(_AS_DIGITS), 2) or 1


def distance(one: int, other: int) -> int:
    """In how many bits two fingerprints differ, 0 to 64; about 32 for texts that share nothing."""
    return (one ^ other).bit_count()


@functools.lru_cache(maxsize=16_384)
def _lanes(word: str) -> Lanes:
    # A lone surrogate is no UTF-8; any stand-in does.
    digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=64).digest()
    lanes = int.from_bytes(digest, "big")
    return lanes & _ONES, lanes >> 1 & _ONES, lanes >> 2 & _ONES
