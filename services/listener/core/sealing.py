"""Envelope encryption of secrets, so that a copy of the database alone opens none of them.

Each secret is sealed with AES-256-GCM (NIST SP 800-38D) under a key of its own, and that key under a key of
the installation, which lies in a file and in no table. The place a secret belongs to is authenticated with
it, so that nobody can move one to another account. Several keys of the installation may be in use: the
newest seals, all open, and `rewrap` brings a secret under the newest without opening it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag

from services.common.model import errors

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SHORTEST: Final = 32
"""Characters a key of the installation has at least; 32 of `token_urlsafe` hold 192 bits."""

_VERSION: Final = b"\x01"
_NONCE: Final = 12
_KEY: Final = 32
_WRAPPED: Final = _NONCE + _KEY + 16
_ID: Final = 8
_HEAD: Final = len(_VERSION) + _ID


class SealBroken(errors.AntiphonError):
    """A secret cannot be opened: its key is not here any more, or it was tampered with."""


@dataclass(frozen=True, slots=True, repr=False)
class _Key:
    id: bytes
    raw: bytes


class Keyring:
    """The keys of the installation."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Takes keys as text, the newest first.

        Raises:
            ValueError: if there is none, or one is shorter than `SHORTEST`.
        """
        if not keys:
            raise ValueError("holds no key; write one of 32 random characters or more")
        if any(len(key) < SHORTEST for key in keys):
            raise ValueError(f"holds a key of less than {SHORTEST} characters; make a longer one")
        self._keys = [_derive(key) for key in keys]

    @property
    def newest(self) -> str:
        """Name of the key that seals."""
        return self._keys[0].id.hex()

    def has(self, name: str) -> bool:
        """Whether a key of that name is among them."""
        return any(key.id.hex() == name for key in self._keys)

    def seal(self, secret: bytes, place: str) -> bytes:
        """The secret, for `place` only."""
        own, nonce = secrets.token_bytes(_KEY), secrets.token_bytes(_NONCE)
        body = _cipher(own).encrypt(nonce, secret, place.encode())
        return _wrap(self._keys[0], own, place) + nonce + body

    def open(self, sealed: bytes, place: str) -> bytes:
        """The secret again.

        Raises:
            SealBroken: if none of the keys opens it there.
        """
        own = self._unwrap(sealed, place)
        rest = sealed[_HEAD + _WRAPPED :]
        try:
            return _cipher(own).decrypt(rest[:_NONCE], rest[_NONCE:], place.encode())
        except (InvalidTag, ValueError):
            raise _broken(place) from None

    def rewrap(self, sealed: bytes, place: str) -> bytes:
        """The same secret under the newest key.

        Raises:
            SealBroken: if none of the keys opens it there.
        """
        return _wrap(self._keys[0], self._unwrap(sealed, place), place) + sealed[_HEAD + _WRAPPED :]

    def _unwrap(self, sealed: bytes, place: str) -> bytes:
        id_, wrapped = sealed[1:_HEAD], sealed[_HEAD : _HEAD + _WRAPPED]
        for key in self._keys:
            if key.id == id_ and sealed[:1] == _VERSION:
                try:
                    return _cipher(key.raw).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _bound(key.id, place))
                except (InvalidTag, ValueError):
                    break
        raise _broken(place)


def _derive(key: str) -> _Key:
    raw = _hkdf(key.encode(), b"antiphon credentials")
    return _Key(hashlib.sha256(b"id" + raw).digest()[:_ID], raw)


def _hkdf(secret: bytes, info: bytes) -> bytes:
    """HKDF with SHA-256 and no salt (RFC 5869, section 2): extract, then the first block of expand."""
    extracted = hmac.digest(bytes(hashlib.sha256().digest_size), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import (  # noqa: PLC0415  # 2 MB, for accounts only
        AESGCM,
    )

    return AESGCM(key)


def _wrap(key: _Key, own: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + key.id + nonce + _cipher(key.raw).encrypt(nonce, own, _bound(key.id, place))


def _bound(key_id: bytes, place: str) -> bytes:
    return _VERSION + key_id + place.encode()


def _broken(place: str) -> SealBroken:
    return SealBroken(
        f"What is kept for {place} cannot be opened; put its key back into "
        "ANTIPHON_LISTENER_CREDENTIALS_KEY_FILES, or connect the account anew."
    )
