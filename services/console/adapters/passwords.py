"""Passwords as argon2id digests; checked in threads, few at a time: each takes memory and time on purpose."""

from __future__ import annotations

import asyncio
from typing import Final

import argon2

MEMORY_KIB: Final = 19_456
PASSES: Final = 2
LANES: Final = 1
"""What OWASP asks of argon2id at least: 19 MiB, two passes, one lane; about 25 ms."""

AT_ONCE: Final = 2


class Passwords:
    """Makes and checks digests."""

    def __init__(self) -> None:
        self._hasher = argon2.PasswordHasher(PASSES, MEMORY_KIB, LANES, type=argon2.Type.ID)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobody = self._hasher.hash("nobody has this password")

    async def digest(self, password: str) -> str:
        """What is kept of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, kept: str | None) -> bool:
        """Whether it is the password; takes as long where there is none, so that nobody learns who exists."""
        async with self._turns:
            fits = await asyncio.to_thread(self._check, password, kept or self._nobody)
        return fits and kept is not None

    def _check(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
