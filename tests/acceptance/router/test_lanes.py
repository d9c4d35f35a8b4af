"""Lanes: one small integer for each demand that ever stood in the queue."""

from __future__ import annotations

import sqlalchemy as sa

from services.router.core import demand
from services.router.core.demand import Demand, Route
from services.router.store import lanes, queue, tables
from tests.acceptance.router.test_any_order import BRANDS, Fact
from tests.acceptance.router.test_rescoring import record

HELP = Fact(0, 0, 2, BRANDS[:1])


async def lanes_of(database):
    columns = tables.opportunities.c
    return await database.read(
        lambda conn: [tuple(row) for row in conn.execute(sa.select(columns.brand, columns.lane))]
    )


async def test_equal_demands_share_a_lane_and_others_do_not(open_database):
    database = await open_database("router")
    wanted = {
        Demand("brands/a"),
        Demand("brands/b"),
        Demand("brands/a", "returns"),
        Demand("brands/a", "returns", (("french", 3),)),
    }
    first = await database.write(lambda conn: lanes.intern(conn, wanted))
    again = await database.write(lambda conn: lanes.intern(conn, wanted))
    assert first == again
    assert len(set(first.values())) == len(wanted)
    assert await database.read(lanes.every) == {lane: each for each, lane in first.items()}


async def test_what_enters_the_queue_stands_in_the_lane_of_its_brand(open_database):
    database = await open_database("router")
    await record(database, HELP)
    known = await database.read(lanes.every)
    assert [(brand, known[lane]) for brand, lane in await lanes_of(database)] == [
        (BRANDS[0], Demand(BRANDS[0]))
    ]


async def test_what_an_earlier_program_opened_gets_a_lane_at_the_next_tick(open_database):
    database = await open_database("router")
    await record(database, HELP)
    route = demand.encode(Route(queue="returns"))
    await database.write(
        lambda conn: conn.execute(tables.opportunities.update().values(lane=lanes.NO_LANE, route=route))
    )
    await database.write(queue.tick)
    known = await database.read(lanes.every)
    assert [known[lane] for _, lane in await lanes_of(database)] == [Demand(BRANDS[0], "returns")]
