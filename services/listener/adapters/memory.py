"""Which mentions were published, in memory, as far as "certainly not" goes.

Holds those of all replicas: this one's at once, the others' within a second. An answer to a mention that
another replica published less than a second ago, and that no query asks for itself, may be missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Final

from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.listener.core.sieve import Sieve
from services.listener.store import seen

log = logs.get()

FOLLOW_SECONDS: Final = 1.0
_ROOM: Final = 2
"""How many times what is known a new sieve has room for."""
_AT_ONCE: Final = 5_000
"""Rows read at once, and added before others have their turn: they take a few milliseconds and a megabyte."""
_LATE: Final = 2_000
"""Rows looked at again: Postgres may commit a lower id after a higher one."""


class Memory:
    """Answers "perhaps" to everything until it is loaded."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sieve: Sieve | None = None
        self._last = 0
        self._meanwhile: set[bytes] | None = None
        """What is remembered while a sieve is being loaded: its row may come when the look at it is over."""

    def knows(self, key: str) -> bool:
        """Whether a mention may have been published; False is certain."""
        return self._sieve is None or seen.digest(key) in self._sieve

    def remember(self, keys: Iterable[str]) -> None:
        """Adds what is about to be published."""
        digests = list(map(seen.digest, keys))
        if self._meanwhile is not None:
            self._meanwhile.update(digests)
        if self._sieve is not None:
            _add(self._sieve, digests)

    async def load(self) -> None:
        """Reads all that the table has; what is remembered meanwhile is known as well."""
        self._meanwhile = set()
        try:
            sieve = Sieve(_ROOM * await self._db.read(seen.count))
            self._last = await self._read_into(sieve, 0)
            _add(sieve, self._meanwhile)
        finally:
            self._meanwhile = None
        self._sieve = sieve
        log.info("memory.loaded", mentions=sieve.count)

    async def follow(self) -> None:
        """Keeps up with the table until cancelled."""
        while True:
            try:
                if self._sieve is None or self._sieve.count > self._sieve.capacity:
                    await self.load()
                else:
                    self._last = await self._read_into(self._sieve, max(0, self._last - _LATE))
            except errors.Refusal as fault:
                log.warning("memory.unavailable", reason=fault.reason)
            await asyncio.sleep(FOLLOW_SECONDS)

    async def _read_into(self, sieve: Sieve, after: int) -> int:
        while True:
            rows = await self._db.read(partial(seen.digests, after=after, limit=_AT_ONCE))
            _add(sieve, [digest for _, digest in rows])
            if rows:
                after = rows[-1][0]
            if len(rows) < _AT_ONCE:
                return max(after, self._last)


def _add(sieve: Sieve, digests: Iterable[bytes]) -> None:
    for digest in digests:
        if digest not in sieve:
            sieve.add(digest)
