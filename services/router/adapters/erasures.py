"""Wishes to be forgotten from the log: obeyed in one transaction per message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Final

from antiphon.events.v1 import events_pb2
from services.common.bus import DONE, Batch, Never, Outcome
from services.common.model import suppression
from services.common.obs import logs
from services.common.store import Database
from services.router.core.intake import World
from services.router.store import erasures

CONSUMER: Final = "router-erasures"
STREAM: Final = "ERASURES"
SUBJECTS: Final = ("erasures.>",)

log = logs.get()


class Erasures:
    """Handles messages of the stream of erasures.

    `scrub` takes what authors wrote out of the retries and dead letters, where nobody else would look.
    """

    def __init__(
        self,
        db: Database,
        world: World,
        waits: tuple[int, ...],
        on_events: Callable[[], None],
        scrub: Callable[[Collection[bytes]], Awaitable[int]],
    ) -> None:
        self._db = db
        self._scrub = scrub
        self._world = world
        self._waits = waits
        self._on_events = on_events

    async def handle(self, batch: Batch[events_pb2.AuthorErasure]) -> Sequence[Outcome]:
        """Forgets everybody a message names."""
        digests = [suppression.reference_told(item.author_key_sha256) for item in batch.items]
        known = [digest for digest in digests if digest is not None]
        if known:
            emptied = await self._db.forget(
                lambda conn: erasures.erase(conn, known, self._world, self._waits)
            )
            self._on_events()
            log.info("erasure.done", mentions=emptied, letters=await self._scrub(known))
        return [
            DONE if digest is not None else Never("INVALID_ITEM", "author_key_sha256 is no SHA-256 digest.")
            for digest in digests
        ]
