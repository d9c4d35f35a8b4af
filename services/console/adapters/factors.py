"""Second factors: codes of six digits that change every half minute (RFC 6238), and spare ones on paper.

The secret of a person is kept sealed (AES-256-GCM, bound to their name) under a key from a file, so that
the database alone lets nobody in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.common.model import errors

STEP_SECONDS: Final = 30
NEAR: Final = (0, -1, 1)
"""Steps beside the present one whose codes are taken: clocks of phones are not exact."""

RECOVERY_CODES: Final = 10
SHORTEST_KEY: Final = 32
NONCE_BYTES: Final = 12


class SealingProblem(errors.AntiphonError):
    """The file with the key of second factors cannot be used."""


class Factors:
    """Makes, seals and checks second factors."""

    def __init__(self, key: bytes | None) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"antiphon second factors\0" + key).digest()) if key else None

    @classmethod
    def load(cls, file: Path | None) -> Factors:
        """With the key of `file`; without one, nobody can have a second factor.

        Raises:
            SealingProblem: if it cannot be read, or holds too little.
        """
        if file is None:
            return cls(None)
        try:
            key = file.read_bytes().strip()
        except OSError as fault:
            raise SealingProblem(
                f"The key of second factors {file} cannot be read ({fault.strerror}); "
                "see ANTIPHON_CONSOLE_SEALING_KEY_FILE."
            ) from fault
        if len(key) < SHORTEST_KEY:
            raise SealingProblem(f"The key in {file} is too short; put 32 or more random characters into it.")
        return cls(key)

    def create(self, name: str) -> tuple[str, bytes]:
        """A secret for somebody, plain to be shown once, and sealed to be kept.

        Raises:
            WrongState: where there is no key to seal it with.
        """
        secret = pyotp.random_base32()
        nonce = secrets.token_bytes(NONCE_BYTES)
        return secret, nonce + self._open_cipher().encrypt(nonce, secret.encode(), name.encode())

    def step_of(self, sealed: bytes, name: str, code: str, last: int, now: datetime) -> int | None:
        """The step whose code this is; None when it is none of now, or was taken already."""
        try:
            cipher = self._open_cipher()
            secret = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode()).decode()
        except InvalidTag:
            return None
        generator, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
        for step in (present + near for near in NEAR):
            if step > last and hmac.compare_digest(generator.at(step * STEP_SECONDS).encode(), code.encode()):
                return step
        return None

    def _open_cipher(self) -> AESGCM:
        if self._cipher is None:
            raise errors.WrongState(
                "Second factors cannot be kept here; have ANTIPHON_CONSOLE_SEALING_KEY_FILE set first.",
                state="NO_KEY",
            )
        return self._cipher


def address(secret: str, name: str) -> str:
    """What a phone reads from a picture of it."""
    return pyotp.TOTP(secret, name=name, issuer="Antiphon").provisioning_uri()


def recovery_codes() -> Sequence[str]:
    """Fresh codes for when the phone is lost; each works once."""
    return [f"{secrets.token_hex(5)}-{secrets.token_hex(5)}" for _ in range(RECOVERY_CODES)]


def recovery_digest(code: str) -> str:
    """How such a code is kept; 80 random bits need nothing slower."""
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()
