"""Newer scores of mentions that were decided: what waits changes its place, and nothing else happens."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.events.v1 import events_pb2
from services.common.bus import ScoredItem
from services.router.core import opportunities
from services.router.store import intake, tables
from tests.acceptance.router.test_any_order import (
    BRANDS,
    WAITS,
    Fact,
    World,
    histories,
    played,
    rearranged,
    tables_of,
)

HELP = Fact(0, 0, 2, BRANDS[:1])


@dataclass(frozen=True)
class Rescored:
    """A fact scored again at a second, with another strength of feeling."""

    fact: Fact
    second: int
    strength: int

    def item(self) -> ScoredItem:
        item, score = self.fact.item()
        score.sentiment.compound = -self.strength / 5
        score.rescore_time.seconds = 1_700_000_000 + self.second
        return ScoredItem(item, score)


async def priorities(database):
    def read(conn):
        rows = conn.execute(sa.select(tables.opportunities.c.priority, tables.opportunities.c.state))
        return [tuple(row) for row in rows]

    return await database.read(read)


async def record(database, *facts):
    return await database.write(
        lambda conn: intake.record(conn, [fact.item() for fact in facts], World(), WAITS)
    )


async def test_what_waits_gets_the_priority_and_the_place_of_its_new_score(open_database):
    database = await open_database("router")
    await record(database, HELP)
    ((before, _),) = await priorities(database)
    columns = sa.select(tables.opportunities.c.rank_time, tables.opportunities.c.create_time)
    first = await database.read(lambda conn: conn.execute(columns).one())
    done = await record(database, Rescored(HELP, 1, 5))
    ((after, state),) = await priorities(database)
    second = await database.read(lambda conn: conn.execute(columns).one())
    assert (done.decisions, done.outcomes, done.changed) == (0, {}, 1)
    assert after > before
    assert second.rank_time < first.rank_time
    assert second.create_time == first.create_time
    assert state == opportunities.OPEN


async def test_a_score_below_every_rule_takes_nothing_out_of_the_queue(open_database):
    database = await open_database("router")
    angry = Fact(0, 0, 4, BRANDS[:1])
    await record(database, angry)
    rule = await database.read(lambda conn: conn.execute(sa.select(tables.members.c.rule)).scalar_one())
    await record(database, Rescored(angry, 1, 0))
    ((_, state),) = await priorities(database)
    assert state == opportunities.OPEN
    assert (
        await database.read(lambda conn: conn.execute(sa.select(tables.members.c.rule)).scalar_one()) == rule
    )


@pytest.mark.parametrize("state", ["RESOLVED", "DISMISSED"])
async def test_what_is_done_stays_as_it_is(open_database, state):
    database = await open_database("router")
    await record(database, HELP)
    done = sa.update(tables.opportunities).values(state=getattr(opportunities, state))
    await database.write(lambda conn: conn.execute(done).rowcount)
    before = await database.read(tables_of)
    assert (await record(database, Rescored(HELP, 1, 5))).changed == 0
    assert await database.read(tables_of) == before


@pytest.mark.parametrize("state", ["CLAIMED", "ANSWERING"])
async def test_what_is_being_answered_stays_with_who_answers_it(open_database, state):
    database = await open_database("router")
    await record(database, HELP)
    held = {"state": getattr(opportunities, state), "holder": "user:ann", "token": 7, "expires": 2**60}
    await database.write(lambda conn: conn.execute(sa.update(tables.opportunities).values(**held)).rowcount)
    await record(database, Rescored(HELP, 1, 5))
    columns = [tables.opportunities.c[name] for name in (*held, "news")]
    row = await database.read(lambda conn: conn.execute(sa.select(*columns)).one())
    assert dict(row._mapping) == held | {"news": False}


async def test_what_is_not_known_is_not_decided(open_database):
    database = await open_database("router")
    assert (await record(database, Rescored(HELP, 1, 5))).decisions == 0
    assert not any((await database.read(tables_of)).values())
    await record(database, HELP)
    assert len(await priorities(database)) == 1


async def test_a_mention_that_is_gone_does_not_come_back(open_database):
    database = await open_database("router")
    await record(database, HELP)
    await record(database, Fact(0, 0, 0, (), deleted=True))
    before = await database.read(tables_of)
    await record(database, Rescored(HELP, 1, 5))
    assert await database.read(tables_of) == before


async def test_the_newest_score_counts_in_whatever_order_they_come(open_database):
    database = await open_database("router")
    newer = [Rescored(HELP, 1, 5), Rescored(HELP, 2, 1), Rescored(HELP, 3, 3)]
    wanted = await played(database, [[HELP], newer])
    for order in (newer[::-1], [newer[2], newer[0], newer[1]], [*newer, newer[0]]):
        assert await played(database, [[HELP], *([each] for each in order)]) == wanted
        assert await played(database, [[HELP], order]) == wanted


async def test_other_facts_and_newer_scores_may_come_in_any_order_after_the_first(open_database, dialect):
    database = await open_database("router")
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=80 if dialect == "sqlite" else 25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(histories(), st.data())
    def compare(facts, data):
        mentions = [fact for fact in facts if not fact.deleted]
        again = [
            Rescored(fact, data.draw(st.integers(1, 3)), 0) for fact in mentions if data.draw(st.booleans())
        ]
        # A moment and a revision make one score, as a scorer would.
        again = [Rescored(each.fact, each.second, (each.second + each.fact.text) % 5) for each in again]
        first = [mentions] if mentions else []
        rest = [*facts, *again]
        wanted = run(played(database, [*first, rest] if rest else first))
        for seed in range(3):
            assert run(played(database, [*first, *rearranged(rest, seed)])) == wanted

    def run(work):
        return asyncio.run_coroutine_threadsafe(work, loop).result(30)

    await asyncio.to_thread(compare)


async def test_people_are_told_that_the_place_changed(open_database):
    database = await open_database("router")
    await record(database, HELP)
    await record(database, Rescored(HELP, 1, 5))
    payloads = await database.read(
        lambda conn: (
            conn.execute(sa.select(tables.events_out.c.payload).order_by(tables.events_out.c.id))
            .scalars()
            .all()
        )
    )
    kinds = [events_pb2.EngagementEvent.FromString(bytes(payload)).kind for payload in payloads]
    assert kinds == [
        events_pb2.EngagementEvent.KIND_OPPORTUNITY_OPENED,
        events_pb2.EngagementEvent.KIND_OPPORTUNITY_UPDATED,
    ]
