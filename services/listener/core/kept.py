"""A secret as the vault keeps it, and which secret from elsewhere it took the place of.

An account may be mounted and still be renewed: the network's new token is kept here and goes before the
file it came from, until somebody puts another file there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

DIGEST_BYTES: Final = 32
NOTHING: Final = bytes(DIGEST_BYTES)
"""Stands for no secret from elsewhere."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """What is sealed.

    Attributes:
        text: the secret itself.
        instead: fingerprint of the secret from elsewhere that it was renewed from.
    """

    text: str
    instead: bytes = NOTHING

    def pack(self) -> bytes:
        """As it is sealed."""
        return self.instead + self.text.encode()

    def stands(self, beside: str) -> bool:
        """Whether it goes before what lies beside it; that is empty when nothing does."""
        return not beside or self.instead == fingerprint(beside)


def unpack(packed: bytes) -> Secret:
    """What `Secret.pack` made it from."""
    return Secret(packed[DIGEST_BYTES:].decode(), packed[:DIGEST_BYTES])


def fingerprint(text: str) -> bytes:
    """Tells whether a secret is still the same; kept only inside what is sealed."""
    return hashlib.sha256(text.encode()).digest() if text else NOTHING
