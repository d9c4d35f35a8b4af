"""Merges that a program made which told nobody reach the archive, once, and never older than they are."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.bus import Batch
from services.common.model import suppression
from services.insights.adapters import judgements
from services.router.adapters import ticker
from services.router.core import customers as naming
from services.router.store import customers, tables
from tests.acceptance.router.test_crashes import WAITS

MARIA, KESSLER, CEM, DANA = (suppression.reference(f"sandbox:-:{name}") for name in ("m", "k", "c", "d"))


@pytest.fixture
async def db(open_database):
    """Two merges by an earlier program, and one that was told."""
    database = await open_database("router")
    rows = [
        {"author": author, "customer": naming.uid_of(MARIA), "tell_time": told}
        for author, told in ((KESSLER, None), (CEM, None), (DANA, 5))
    ]
    await database.write(lambda conn: conn.execute(tables.identities.insert(), rows))
    return database


def words(conn):
    query = sa.select(tables.events_out.c.payload).order_by(tables.events_out.c.id)
    return [events_pb2.MentionJudgement.FromString(payload) for payload in conn.execute(query).scalars()]


async def test_each_is_told_once_in_as_many_pieces_as_it_takes(db, monkeypatch):
    monkeypatch.setattr(customers, "TOLD_AT_ONCE", 1)
    pieces = [await db.write(customers.tell_untold) for _ in range(4)]
    assert pieces == [True, True, False, False]
    told = await db.read(words)
    assert {each.identity.author for each in told} == {MARIA, KESSLER, CEM}
    assert {each.identity.customer for each in told} == {naming.name(naming.uid_of(MARIA))}
    assert all(each.event_time.seconds > 1_000_000_000 for each in told)


async def test_the_ticker_tells_them_when_it_begins(db):
    poked = asyncio.Event()
    ticking = ticker.Ticker(db, 60, WAITS, poked.set)
    running = asyncio.create_task(ticking.run())
    try:
        await asyncio.wait_for(poked.wait(), 20)
        assert len(await db.read(words)) == 3
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


class Archive:
    """Keeps the newest word on each author, as the archive does."""

    def __init__(self):
        self.known = {}

    async def know_customer(self, author, customer, told):
        self.known[author] = max(self.known.get(author, (0, "")), (told, customer))


async def test_what_is_merged_again_before_it_is_told_is_told_as_it_is_then(db):
    apart = naming.uid_of(KESSLER)
    move = sa.update(tables.identities).where(tables.identities.c.author == KESSLER).values(customer=apart)
    await db.write(lambda conn: conn.execute(move))
    assert await db.write(customers.tell_untold)
    kept = Archive()
    for word in reversed(await db.read(words)):
        await judgements.JudgementConsumer(kept).handle(_batch(word))
    names = {author: customer for author, (_, customer) in kept.known.items()}
    assert names[KESSLER] == naming.name(apart)
    assert names[CEM] == names[MARIA] == naming.name(naming.uid_of(MARIA))


def _batch(word):
    return Batch([word], b"", "judgements.-", 1, datetime.now(UTC), tries=0)
