"""Short digests by which the archive finds mentions and authors without writing their names into an index."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

from services.common.model import suppression

UID_BYTES: Final = 20


def uid(key: str) -> bytes:
    """First 160 bits of SHA-256 of a mention's key: the bytes its resource name spells."""
    return hashlib.sha256(key.encode()).digest()[:UID_BYTES]


def uid_of_name(text: str) -> bytes | None:
    """The digest that the last part of a resource name spells; None when it spells none."""
    try:
        raw = base64.b32decode(text.upper())
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == UID_BYTES else None


def author(key: str) -> bytes:
    """First 128 bits of SHA-256 of an author's key."""
    return suppression.reference(key)
