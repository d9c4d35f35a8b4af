"""Changes on their way to customers' systems: an erasure takes the mention out of them, before and after."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.model import suppression
from services.listener.store import erasures, event_deliveries, tables
from services.listener.store.event_deliveries import Wish

ANN, BOB = (suppression.reference(f"x:-:{name}") for name in ("ann", "bob"))


@pytest.fixture
async def db(open_database):
    return await open_database("listener")


def dismissed(number, author):
    return events_pb2.EngagementEvent(
        kind=events_pb2.EngagementEvent.KIND_OPPORTUNITY_DISMISSED,
        opportunity=f"opportunities/{number}",
        brand="brands/acme",
        mention_key=f"x:-:{number}",
        mention_author=author,
        dismiss_cause="SPAM",
    )


async def told(db):
    """Mention and author of each, in their order."""

    def work(conn):
        query = sa.select(tables.event_deliveries).order_by(tables.event_deliveries.c.id)
        rows = conn.execute(query).all()
        events = [events_pb2.EngagementEvent.FromString(row.event) for row in rows]
        assert {event.dismiss_cause for event in events} == {"SPAM"}
        return [
            (event.mention_key, event.mention_author == row.mention_author)
            for row, event in zip(rows, events, strict=True)
        ]

    return await db.read(work)


async def test_an_erasure_takes_the_mention_out_of_what_is_told_and_what_comes_later(db):
    add = event_deliveries.add
    first = [Wish("sources/shop", dismissed("1", ANN)), Wish("sources/shop", dismissed("2", BOB))]
    await db.write(lambda conn: add(conn, first))
    assert await told(db) == [("x:-:1", True), ("x:-:2", True)]
    await db.forget(lambda conn: erasures.remember(conn, [ANN]))
    await db.write(lambda conn: add(conn, [Wish("sources/shop", dismissed("3", ANN)), *first]))
    assert await told(db) == [("", False), ("x:-:2", True), ("", False)]
