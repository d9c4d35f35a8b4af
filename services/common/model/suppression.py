"""How an author is named once forgotten: by a digest that only this installation can make.

An author's key can be guessed, and so can a bare digest of it: whoever has a copy of a table could ask it
about anybody. A sealed reference is a keyed digest; the key is made of a salt in the service's own tables
and of a secret of the installation, which lies in none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from services.common.model import errors, identity

REFERENCE_BYTES: Final = 16
"""First bytes of SHA-256 of an author's key: how tables refer to authors of what they still keep."""

KEY_BYTES: Final = 32
MARK_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Seal:
    """Turns references to authors into digests nobody else can make."""

    key: bytes = field(repr=False)

    @classmethod
    def of(cls, salt: bytes, secret: bytes) -> Seal:
        """The seal of an installation; `secret` is empty where it has none beside its salts."""
        told = hashlib.sha256(secret).digest() if secret else b""
        return cls(hashlib.blake2b(salt, key=told, digest_size=KEY_BYTES, person=b"antiphon seal").digest())

    def __call__(self, reference: bytes) -> bytes:
        """The sealed form of a reference, as long as the reference itself."""
        return hashlib.blake2b(reference, key=self.key, digest_size=REFERENCE_BYTES).digest()

    @property
    def mark(self) -> bytes:
        """Tells one seal from another and gives nothing of it away."""
        return hashlib.blake2b(b"mark", key=self.key, digest_size=MARK_BYTES).digest()


def reference(author_key: str) -> bytes:
    """How tables name an author whose words they keep: the first 128 bits of SHA-256 of the key."""
    return hashlib.sha256(author_key.encode()).digest()[:REFERENCE_BYTES]


def reference_asked(author_key: str) -> bytes:
    """The same for a key that a request names.

    Raises:
        InvalidField: if it is no key.
    """
    try:
        identity.split_key(author_key)
    except ValueError:
        raise errors.InvalidField("author_key", "it must have the form network:site:native_id.") from None
    return reference(author_key)


def reference_told(sha256: str) -> bytes | None:
    """The same for the digest of a key as an erasure on the log tells it; None when it is none."""
    try:
        digest = bytes.fromhex(sha256)
    except ValueError:
        return None
    return digest[:REFERENCE_BYTES] if len(digest) == hashlib.sha256().digest_size else None
