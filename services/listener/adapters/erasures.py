"""Wishes to be forgotten from the log: from then on nothing of that author is collected, by any road.

What went onto the log before is forgotten by those who keep it. Our answers to them lose their words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from antiphon.events.v1 import events_pb2
from services.common.bus import DONE, Batch, Never, Outcome
from services.common.model import suppression
from services.common.obs import logs
from services.common.store import Database
from services.listener.store import erasures

CONSUMER: Final = "listener-erasures"
STREAM: Final = "ERASURES"
SUBJECTS: Final = ("erasures.>",)

log = logs.get()


class Erasures:
    """Handles messages of the stream of erasures.

    Args:
        db: where they are remembered.
        refresh: brings them into effect on this replica; the others notice the change of the tables.

    """

    def __init__(self, db: Database, refresh: Callable[[], Awaitable[None]]) -> None:
        self._db = db
        self._refresh = refresh

    async def handle(self, batch: Batch[events_pb2.AuthorErasure]) -> Sequence[Outcome]:
        """Remembers everybody a message names; it is obeyed before it is acknowledged."""
        digests = [suppression.reference_told(item.author_key_sha256) for item in batch.items]
        known = [digest for digest in digests if digest is not None]
        if known:
            new = await self._db.forget(lambda conn: erasures.remember(conn, known))
            await self._refresh()
            log.info("erasure.done", authors=new)
        return [
            DONE if digest is not None else Never("INVALID_ITEM", "author_key_sha256 is no SHA-256 digest.")
            for digest in digests
        ]
