"""Front door of the store: every question and command as one call that opens its own transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from sqlalchemy import Connection

from antiphon.insights.v1 import insights_service_pb2 as api
from services.common import store
from services.common.model import identity
from services.common.queries.filtering import Filter
from services.common.store import Database
from services.insights.core import filters, tokens
from services.insights.store import (
    accounts,
    archive,
    corrections,
    customers,
    interning,
    removal,
    search,
    textual,
)


class Archive:
    """The only memory of what was said."""

    def __init__(self, db: Database, *, page_size: int, on_event: Callable[[], None]) -> None:
        """`on_event` is told after a commit that left something in the outbox."""
        self._db = db
        self._page_size = page_size
        self._on_event = on_event
        self._names = interning.Names()

    async def take(self, facts: Sequence[archive.Fact]) -> archive.Written:
        """Archives a batch in one transaction; committed when it returns."""

        def work(conn: Connection) -> tuple[archive.Written, interning.Learning]:
            learning = self._names.learning()
            return archive.archive(conn, facts, now=_now(conn), learning=learning), learning

        written, learnt = await self._db.write(work)
        self._names.keep(learnt)
        return written

    async def get(self, uid: bytes, visible: search.BrandSet) -> api.ArchivedMention | None:
        """One mention; None if it is not kept or not for the caller."""
        return await self._db.read(lambda conn: search.get(conn, uid, visible))

    async def stretches(
        self,
        comparisons: Sequence[filters.Comparison],
        after: tokens.Place | None,
        limit: int,
        visible: search.BrandSet,
        asked: Filter | None = None,
    ) -> AsyncIterator[search.Stretch]:
        """A list piece by piece; each piece is a transaction of its own, so that a slow reader holds none.

        With a query pieces may be empty: each tells how far it came.
        """
        left = limit or None
        while left is None or left > 0:
            count = self._page_size if left is None else min(left, self._page_size)
            piece = await self._stretch(comparisons, after, count, visible, asked)
            if piece is None:
                return
            yield piece
            after = piece.place
            left = None if left is None else left - len(piece.mentions)

    async def correct(
        self,
        uid: bytes,
        corrector: str,
        said: Mapping[int, int],
        visible: search.BrandSet,
        *,
        brand: str | None = None,
    ) -> corrections.Corrected | None:
        """Keeps what a person says of a mention; None if it is not kept or not for them."""

        def work(conn: Connection) -> corrections.Corrected | None:
            wish = corrections.Correcting(uid, corrector, said, _now(conn), brand)
            return corrections.correct(conn, wish, visible)

        return await self._db.write(work)

    async def know_customer(self, author: bytes, customer: str, told: int) -> bool:
        """Keeps whose account an author, given by reference, is since `told`, in microseconds since 1970."""
        return await self._db.write(lambda conn: customers.know(conn, author, customer, told))

    async def corrected(
        self, brand: str, after: int, visible: search.BrandSet, *, superseded: bool
    ) -> AsyncIterator[corrections.Piece]:
        """Corrected mentions piece by piece, after a row; each piece is a transaction of its own."""

        def next_piece(conn: Connection) -> corrections.Piece | None:
            return corrections.piece(conn, brand, after, self._page_size, visible, superseded=superseded)

        while (found := await self._db.read(next_piece)) is not None:
            yield found
            after = found.last

    async def delete(self, uid: bytes) -> bool:
        """Deletes a mention everywhere and keeps its tombstone; False if there is none."""
        deleted = await self._db.forget(lambda conn: removal.delete(conn, uid, now=_now(conn)))
        self._on_event()
        return deleted

    async def erase_author(self, author_key: str) -> int:
        """Forgets an author whose key is known; how many mentions went."""
        return await self.erase_told(identity.author_digest(author_key))

    async def erase_told(self, digest: str) -> int:
        """Forgets an author by SHA-256 of their key, lower-case hexadecimal; how many mentions went."""
        count = await self._db.forget(lambda conn: removal.erase_told(conn, digest, now=_now(conn)))
        await textual.clean(self._db)
        self._on_event()
        return count

    async def missing(self, items: Sequence[accounts.Item]) -> list[int]:
        """Positions of the items that the archive cannot account for."""
        return await self._db.read(lambda conn: accounts.missing(conn, items))

    async def erasure_preview(self, author: bytes) -> api.ErasurePreview:
        """What an erasure of an author, given by reference, would reach."""
        return await self._db.read(lambda conn: removal.preview(conn, author))

    async def summary(self) -> api.ArchiveSummary:
        """The counters."""
        return await self._db.read(search.summary)

    async def _stretch(
        self,
        comparisons: Sequence[filters.Comparison],
        after: tokens.Place | None,
        count: int,
        visible: search.BrandSet,
        asked: Filter | None,
    ) -> search.Stretch | None:
        return await self._db.read(
            lambda conn: search.stretch(conn, comparisons, after, count, visible, asked=asked)
        )


def _now(conn: Connection) -> int:
    return round(store.clock(conn).timestamp() * 1_000_000)
