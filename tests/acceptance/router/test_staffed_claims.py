"""Claims over lanes: who may take what, how much, from which queue first."""

from __future__ import annotations

import pytest

from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model import errors
from services.router.store import claiming, presence, queue, tables
from services.router.store import staffing as setting
from services.router.store.staff import Staff
from tests.acceptance.router import staffed
from tests.acceptance.router.staffed import ACME, ALICE, BOB, LEAD, TTL, Clock, agent, fill, put


@pytest.fixture
async def work(open_database, monkeypatch):
    """Runs a function in a transaction, under a clock that the test moves."""
    database = await open_database("router")
    clock = Clock(monkeypatch)

    async def run(step, *args, **more):
        return await database.write(lambda conn: step(conn, *args, **more))

    run.clock, run.database, run.staff = clock, database, Staff()
    return run


async def take(work, who, brand=""):
    return (await work(queue.claim_next, who, brand, TTL, work.staff)).uid


async def test_without_queues_and_agents_everybody_takes_the_first_of_all_lanes(work):
    late = await work(fill, 1, "billing", skills={"french": 9}, rank=20)
    soon = await work(fill, 1, rank=10)
    other = await work(fill, 1, brand="brands/bolt", rank=5)
    assert [await take(work, ALICE, ACME) for _ in range(2)] == [*soon, *late]
    assert await take(work, BOB) == other[0]
    with pytest.raises(errors.QueueEmpty):
        await take(work, BOB)


async def test_somebody_of_one_brand_takes_nothing_of_another(work):
    await work(fill, 1, brand="brands/bolt")
    with pytest.raises(errors.QueueEmpty):
        await take(work, staffed.person("zoe", "acme"))


async def test_an_agent_takes_only_what_skills_and_queues_allow(work):
    await work(put, staffed.queue("billing"), agent("alice", skills={"french": 5}), agent("bob"))
    (hard,) = await work(fill, 1, "billing", skills={"french": 5}, rank=1)
    (easy,) = await work(fill, 1, "billing", rank=2)
    assert await take(work, BOB) == easy
    with pytest.raises(errors.NotEligible, match="takes french at level 5, and agents/bob does not have it"):
        await work(queue.claim, BOB, hard, TTL, work.staff)
    assert await take(work, ALICE) == hard


async def test_a_changed_set_up_holds_for_the_next_claim(work):
    await work(put, staffed.queue("billing"), agent("bob"))
    (uid,) = await work(fill, 1, "billing", skills={"french": 1})
    with pytest.raises(errors.QueueEmpty):
        await take(work, BOB)
    await work(setting.put_agent, LEAD, agent("bob", skills={"french": 1}), new=False)
    assert await take(work, BOB) == uid


async def test_work_that_has_a_head_start_comes_first_until_the_other_is_older_by_more(work):
    await work(put, staffed.queue("vip", head_start_seconds=60), staffed.queue("billing"))
    (vip,) = await work(fill, 1, "vip", rank=100 * staffed.SECOND)
    (old,) = await work(fill, 1, "billing", rank=39 * staffed.SECOND)
    (young,) = await work(fill, 1, "billing", rank=41 * staffed.SECOND)
    assert [await take(work, ALICE) for _ in range(3)] == [old, vip, young]


async def test_nobody_takes_more_than_the_hard_capacity_not_even_by_name(work):
    heavy = staffed.queue("billing", channel_weights={"mail": 2})
    await work(put, heavy, agent("alice", soft_capacity=1, hard_capacity=3))
    mail = await work(fill, 2, "billing", network="mail", rank=1)
    post = await work(fill, 2, "billing", rank=9)
    assert await take(work, ALICE) == mail[0]
    assert await take(work, ALICE) == post[0]
    with pytest.raises(errors.CapacityFull, match="You hold 3 of 3 and this takes 1"):
        await take(work, ALICE)
    with pytest.raises(errors.CapacityFull, match="this takes 2"):
        await work(queue.claim, ALICE, mail[1], TTL, work.staff)
    assert (await work(queue.claim, ALICE, mail[0], TTL, work.staff)).uid == mail[0]
    await work(queue.release, ALICE, mail[0], 1)
    assert await take(work, ALICE) == mail[0]


async def test_a_limit_of_one_network_lets_others_be_taken(work):
    await work(put, agent("alice", channel_limits={"mail": 1}))
    mail = await work(fill, 2, network="mail", rank=1)
    (post,) = await work(fill, 1, rank=2)
    assert [await take(work, ALICE), await take(work, ALICE)] == [mail[0], post]
    with pytest.raises(errors.CapacityFull):
        await take(work, ALICE)


async def test_who_is_away_takes_nothing_and_who_vanished_may(work):
    await work(put, agent("alice"))
    await work(fill, 3)
    await work(presence.beat, "alice", presence.AWAY, actor="user:alice")
    with pytest.raises(errors.NotEligible, match="set yourself available"):
        await take(work, ALICE)
    await work(staffed.come, "alice")
    work.clock.pass_(2 * staffed.TIMEOUT)
    await work(presence.sweep, staffed.TIMEOUT)
    assert (await work(setting.agent, work.staff, "alice")).status == staffing.Agent.STATUS_VANISHED
    assert await take(work, ALICE)


async def test_what_nobody_answers_in_time_is_not_handed_out(work):
    def close(conn):
        conn.execute(tables.opportunities.update().values(window_end_time=1))

    await work(fill, 1)
    await work(close)
    with pytest.raises(errors.QueueEmpty):
        await take(work, ALICE)


async def test_a_claim_reads_one_index_whatever_waits(work):
    """The plan of the question is looked at, not the clock."""
    await work(fill, 300, "billing")
    await work(fill, 300)

    def plan(conn):
        lanes = work.staff.read(conn).lanes_of("alice", None)
        statement, given = claiming._question(conn, lanes, (), work.clock.now, 8)
        explain = "EXPLAIN " if conn.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
        if conn.dialect.name == "postgresql":
            conn.exec_driver_sql("ANALYZE opportunities")
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = conn.execute(type(statement)(explain + statement.text), given).all()
        return "\n".join(str(row) for row in rows)

    told = await work(plan)
    assert "ix_opportunities_lane" in told
    assert "SCAN p" not in told


async def test_a_set_up_that_was_undone_is_not_remembered(work):
    """What a failed transaction numbered a lane or a version with may stand for something else later."""

    def fail(conn):
        fill(conn, 1, "sales")
        put(conn, agent("alice", queues=[]), agent("bob"))
        assert work.staff.read(conn).lanes_of("alice", None)
        raise errors.WrongState("It was not to be.")

    with pytest.raises(errors.WrongState):
        await work(fail)
    await work(put, staffed.queue("vip", members=[]), agent("alice"))
    await work(setting.put_queue, LEAD, staffed.queue("vip", members=["agents/alice"]), new=False)
    await work(fill, 1, "vip")
    with pytest.raises(errors.QueueEmpty):
        await take(work, BOB)
    assert await take(work, ALICE)
