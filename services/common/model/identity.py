"""Identity of mentions and authors: keys, names and revisions.

One rule for the whole house, so that a mention is the same thing on the log, in every
table and in every address, whichever source brought it.
"""

from __future__ import annotations

import functools
import hashlib
import re
import struct
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from antiphon.events.v1 import events_pb2

TOMBSTONE_REVISION: Final = 2**63 - 1
"""Revision of a deletion: the highest there is, so that "only a higher revision replaces" covers it."""

GLOBAL_SITE: Final = "-"
"""Site of a network whose ids are unique everywhere."""

UID_BITS: Final = 160


class KeyParts(NamedTuple):
    """The three decoded parts of a key."""

    network: str
    site: str
    native_id: str


def make_key(network: str, site: str, native_id: str) -> str:
    """Key of a mention or an author: `network:site:native_id`, each part percent-encoded."""
    return _scope(network, site or GLOBAL_SITE) + _encode(native_id)


def split_key(key: str) -> KeyParts:
    """The parts of a key.

    Raises:
        ValueError: if `key` has not three parts, or an empty network or id.
    """
    parts = key.split(":")
    if len(parts) != 3 or not parts[0] or not parts[2]:
        raise ValueError(f"{key!r} is not a key of the form network:site:native_id")
    return KeyParts(*(unquote(part) for part in parts))


def mention_uid(key: str) -> str:
    """Lower-case base32 of the first 160 bits of SHA-256(key): 32 characters."""
    return _digest_uid(key)


def mention_name(key: str) -> str:
    """Resource name of a mention: `mentions/{uid}`."""
    return f"mentions/{mention_uid(key)}"


def opportunity_uid(brand: str, conversation_key: str) -> str:
    """Uid of the one opportunity a brand has with a conversation."""
    return _digest_uid(f"{brand} {conversation_key}")


def item_id(key: str, revision: int) -> str:
    """Identity of one state of one mention: `{key}@{revision}`; a deletion is `{key}@deleted`."""
    return f"{key}@deleted" if revision == TOMBSTONE_REVISION else f"{key}@{revision}"


def fact_identity(item: events_pb2.MentionItem) -> tuple[str, int]:
    """Key and revision of a collected fact."""
    if item.WhichOneof("fact") == "deletion":
        return item.deletion.key, TOMBSTONE_REVISION
    return item.mention.key, item.mention.revision


def author_digest(author_key: str) -> str:
    """SHA-256 of an author's key in hexadecimal: names an author without saying who it is."""
    return hashlib.sha256(author_key.encode()).hexdigest()


@functools.lru_cache(maxsize=4096)
def _scope(network: str, site: str) -> str:
    return f"{_encode(network)}:{_encode(site)}:"


def _encode(part: str) -> str:
    # Most ids are plain, most others are addresses; quote() costs several times as much as these tests.
    if _PLAIN(part):
        return part
    if _ADDRESS(part):
        return part.replace(":", "%3A").replace("/", "%2F")
    return quote(part, safe="")


_PLAIN: Final = re.compile(r"[A-Za-z0-9_.~-]+").fullmatch
_ADDRESS: Final = re.compile(r"[A-Za-z0-9_.~:/-]+").fullmatch

_BASE32: Final = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS: Final = tuple(first + second for first in _BASE32 for second in _BASE32)
_HALVES: Final = struct.Struct(">5I").unpack_from


def _digest_uid(text: str, pairs: tuple[str, ...] = _PAIRS) -> str:
    # Four times forty bits, each eight letters, written out because every mention is named at least once:
    # half the cost of a loop, and of numbers that are larger than they must be.
    a, b, c, d, e = _HALVES(hashlib.sha256(text.encode()).digest())
    w, x, y, z = (
        a << 8 | b >> 24,
        (b & 0xFFFFFF) << 16 | c >> 16,
        (c & 0xFFFF) << 24 | d >> 8,
        (d & 0xFF) << 32 | e,
    )
    return (
        f"{pairs[w >> 30]}{pairs[w >> 20 & 1023]}{pairs[w >> 10 & 1023]}{pairs[w & 1023]}"
        f"{pairs[x >> 30]}{pairs[x >> 20 & 1023]}{pairs[x >> 10 & 1023]}{pairs[x & 1023]}"
        f"{pairs[y >> 30]}{pairs[y >> 20 & 1023]}{pairs[y >> 10 & 1023]}{pairs[y & 1023]}"
        f"{pairs[z >> 30]}{pairs[z >> 20 & 1023]}{pairs[z >> 10 & 1023]}{pairs[z & 1023]}"
    )
