"""Keeps addresses and secrets of channels so that a copy of the database alone opens none.

AES-256-GCM (NIST SP 800-38D) under a key made, by HKDF (RFC 5869), of the secret of the installation, which
lies in a file and in no table. The channel a secret belongs to is authenticated with it.
"""

from __future__ import annotations

import hmac
import json
import secrets
from typing import TYPE_CHECKING, Final, NamedTuple

from services.common.model import errors

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12
_USE: Final = b"antiphon channels"
_SETTING: Final = "ANTIPHON_DATA_SUPPRESSION_KEY_FILE"


class Secrets(NamedTuple):
    """What of a channel is secret; empty for what it has not."""

    url: str = ""
    secret: str = ""


class Sealer:
    """Seals with the secret of the installation."""

    def __init__(self, secret: bytes) -> None:
        """An empty secret seals nothing but what is empty itself."""
        self._key = hmac.digest(hmac.digest(bytes(32), secret, "sha256"), _USE + b"\x01", "sha256")
        self._is_there = bool(secret)

    def seal(self, channel: str, given: Secrets) -> bytes:
        """Secrets of a channel, for that channel only.

        Raises:
            WrongState: this installation has no secret of its own.
        """
        if given == Secrets():
            return b""
        if not self._is_there:
            raise errors.WrongState(
                f"Addresses and secrets cannot be kept: put 32 random characters into a file, name it in "
                f"{_SETTING}, and keep that file."
            )
        nonce = secrets.token_bytes(_NONCE)
        return nonce + _cipher(self._key).encrypt(nonce, json.dumps(given).encode(), channel.encode())

    def open(self, channel: str, sealed: bytes) -> Secrets:
        """The secrets again.

        Raises:
            WrongState: they were sealed under another secret.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  # 2 MB, for channels only

        if not sealed:
            return Secrets()
        try:
            plain = _cipher(self._key).decrypt(sealed[:_NONCE], sealed[_NONCE:], channel.encode())
        except (InvalidTag, ValueError):
            raise errors.WrongState(
                f"What is kept for {channel} cannot be opened; put the file of {_SETTING} back, or create "
                "the channel anew."
            ) from None
        return Secrets(*json.loads(plain))


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import (  # noqa: PLC0415  # same
        AESGCM,
    )

    return AESGCM(key)
