"""Backfills as people ask for them: what one would cost, and how those there are fare."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Final

from antiphon.listening.v1 import listening_service_pb2
from services.common.model import errors
from services.listener.adapters import budgets, history
from services.listener.adapters.running import Parts
from services.listener.core import capabilities, naming
from services.listener.sources import base
from services.listener.sources.abilities import Estimate
from services.listener.store import backfills, connections, watchlist
from services.listener.store.connections import Connection

Backfill = listening_service_pb2.Backfill
State = backfills.State

USUAL: Final = timedelta(days=7)
"""How far back is read when nobody says."""
ESTIMATE_SECONDS: Final = 20.0


class Backfills:
    """Creates backfills and tells of them; `history` does them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def create(self, request: listening_service_pb2.CreateBackfillRequest) -> Backfill:
        """Estimates a backfill and, unless only that was asked, has it done.

        Raises:
            InvalidField: the span or the query cannot be used.
            NotFound: the source or the query does not exist.
            WrongState: the source cannot read the past, or cannot be asked now.
        """
        wanted = Backfill(source=request.backfill.source, query=request.backfill.query)
        if request.backfill_id:
            wanted.name = f"backfills/{naming.check_id('backfill_id', request.backfill_id)}"
        self._put_span(wanted, request.backfill)
        name = wanted.source
        at = await self._parts.db.read(lambda conn: connections.load(conn, name))
        wanted.estimate.CopyFrom(await self._estimate(at, wanted))
        if request.validate_only:
            return wanted
        return await self._parts.db.write(lambda conn: backfills.create(conn, wanted))

    async def offers(self) -> Sequence[str]:
        """Sources that can read the past, by name."""
        all_sources = await self._parts.db.read(connections.list_running)
        return [at.name for at in all_sources if await history.can_read(at)]

    def _put_span(self, wanted: Backfill, asked: Backfill) -> None:
        now = self._parts.clock.now()
        end = asked.end_time.ToDatetime(UTC) if asked.HasField("end_time") else now
        start = asked.start_time.ToDatetime(UTC) if asked.HasField("start_time") else end - USUAL
        if end > now:
            raise errors.InvalidField("backfill.end_time", "must not lie in the future.")
        if start >= end:
            raise errors.InvalidField("backfill.start_time", "must be earlier than the end.")
        wanted.start_time.FromDatetime(start)
        wanted.end_time.FromDatetime(end)

    async def _estimate(self, at: Connection, wanted: Backfill) -> listening_service_pb2.BackfillEstimate:
        if not await history.can_read(at):
            raise errors.WrongState(f"{at.name}: a source of type {at.type} cannot read the past.")
        watched = await self._watched(wanted.query)
        source = await history.open_source(replace(self._parts, watched=watched), at)
        try:
            async with asyncio.timeout(ESTIMATE_SECONDS):
                start, end = (moment.ToDatetime(UTC) for moment in (wanted.start_time, wanted.end_time))
                return _told(await source.estimate(start, end), budgets.fact_of(at))
        except TimeoutError:
            raise errors.WrongState(f"{at.name}: the network did not answer in time; try again.") from None
        except base.SourceError as fault:
            raise errors.WrongState(f"{at.name}: {fault.sentence}") from None
        finally:
            await source.close()

    async def _watched(self, query: str) -> base.Watched:
        if not query:
            return self._parts.watched
        found = await self._parts.db.read(lambda conn: watchlist.get_query(conn, query))
        return history.only(found, self._parts.watched)


def _told(estimate: Estimate, fact: capabilities.Fact) -> listening_service_pb2.BackfillEstimate:
    told = listening_service_pb2.BackfillEstimate(
        call_count=sum(estimate.calls.values()), item_count=estimate.items
    )
    micros = 0
    for call, count in estimate.calls.items():
        price, currency = capabilities.price(fact, call)
        micros += price * count
        told.currency = told.currency or currency
    told.price_micros = micros
    return told
