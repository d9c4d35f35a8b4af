"""Offers, presence, escalation, handing over: nobody is asked twice, nothing stays with who is not there."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import deadline_service_pb2 as messages
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model import errors
from services.router.core import opportunities
from services.router.store import (
    escalations,
    handing,
    lists,
    offers,
    presence,
    pushing,
    queue,
    schedules,
    seats,
    tables,
)
from services.router.store import staffing as setting
from services.router.store.handing import Handover
from services.router.store.staff import Staff
from tests.acceptance.router import staffed
from tests.acceptance.router.staffed import (
    ALICE,
    BOB,
    LEAD,
    MINUTE,
    SECOND,
    TIMEOUT,
    TTL,
    Clock,
    agent,
    come,
    fill,
    pushed,
    put,
    stands,
)

Step = staffing.EscalationStep


@pytest.fixture
async def work(open_database, monkeypatch):
    """Runs a function in a transaction, under a clock that the test moves."""
    database = await open_database("router")
    clock = Clock(monkeypatch)

    async def run(step, *args, **more):
        return await database.write(lambda conn: step(conn, *args, **more))

    run.clock, run.database, run.staff = clock, database, Staff()
    return run


async def push(work):
    return len(await work(pushing.round_, work.staff, TIMEOUT))


async def wait(work, stretch):
    """Time passes, and everybody who is there stays there."""
    work.clock.pass_(stretch)
    await work(lambda conn: conn.execute(tables.agents.update().values(seen=work.clock.now)))
    await work(queue.tick)


async def ready(work, *messages):
    """Two agents are there who can be offered what comes into a queue."""
    await work(put, pushed("billing"), agent("alice"), agent("bob"), *messages)
    await work(come, "alice")
    work.clock.pass_(SECOND)
    await work(come, "bob")


async def events_of(work, kind):
    def told(conn):
        rows = conn.execute(sa.select(tables.events_out.c.payload)).scalars()
        return [events_pb2.EngagementEvent.FromString(row) for row in rows]

    return [event for event in await work(told) if event.kind == kind]


async def test_what_waits_is_offered_to_who_is_idle_for_longest_and_accepted(work):
    await ready(work)
    (uid,) = await work(fill, 1, "billing")
    assert await push(work) == 1
    assert await work(stands, uid) == ("OFFERED", "alice")
    (offer,) = await work(offers.pending, "user:alice", None, 10)
    assert (offer.opportunity, offer.agent) == (f"opportunities/{uid}", "agents/alice")
    with pytest.raises(errors.LeaseLost):
        await work(queue.accept, BOB, uid, TTL)
    await work(queue.accept, ALICE, uid, TTL)
    assert await work(stands, uid) == ("CLAIMED", "alice")
    assert await push(work) == 0


async def test_the_next_of_the_queue_is_first_what_was_offered(work):
    await ready(work)
    first = await work(fill, 2, "billing")
    assert await push(work) == 2
    await work(fill, 1, "billing", rank=1)
    claimed = await work(queue.claim_next, BOB, "", TTL, work.staff)
    assert claimed.uid == first[1]
    assert await work(stands, claimed.uid) == ("CLAIMED", "bob")


async def test_who_declines_or_says_nothing_is_not_asked_again_and_the_place_is_kept(work):
    await ready(work)
    (uid,) = await work(fill, 1, "billing")
    columns = tables.opportunities.c
    place = sa.select(columns.rank_time, columns.create_time).where(columns.uid == uid)
    before = await work(lambda conn: conn.execute(place).one())
    await push(work)
    await work(offers.decline, ALICE, uid, "I know them.")
    assert await push(work) == 1
    assert await work(stands, uid) == ("OFFERED", "bob")
    await wait(work, MINUTE)
    assert await work(stands, uid) == ("OPEN", "")
    assert await push(work) == 0
    assert await work(lambda conn: conn.execute(place).one()) == before
    assert (await work(queue.claim, ALICE, uid, TTL, work.staff)).uid == uid


async def test_who_misses_three_offers_in_a_row_is_set_away(work):
    await work(put, pushed("billing"), agent("alice"))
    await work(come, "alice")
    for missed in range(1, 4):
        await work(fill, 1, "billing")
        assert await push(work) == 1
        await wait(work, MINUTE)
        assert (await work(setting.agent, work.staff, "alice")).missed_offers == missed
    await work(presence.sweep, TIMEOUT)
    assert (await work(setting.agent, work.staff, "alice")).status == staffing.Agent.STATUS_AWAY


async def test_offers_made_at_once_are_missed_once_and_not_while_another_is_worked_on(work):
    await work(put, pushed("billing", offer_seconds=30), agent("alice"))
    await work(come, "alice")
    work.clock.pass_(SECOND)
    uids = await work(fill, 8, "billing")
    assert await push(work) == 5
    work.clock.pass_(10 * SECOND)
    await work(queue.accept, ALICE, uids[0], TTL)
    await wait(work, 25 * SECOND)
    assert (await work(setting.agent, work.staff, "alice")).missed_offers == 0
    assert await push(work) == 3
    await wait(work, 31 * SECOND)
    assert (await work(setting.agent, work.staff, "alice")).missed_offers == 1
    await work(presence.sweep, TIMEOUT)
    assert await work(stands, uids[0]) == ("CLAIMED", "alice")


async def test_what_nobody_there_wants_does_not_hold_up_what_comes_after_it(work):
    await ready(work)
    first = await work(fill, 12, "billing")
    while await push(work):
        for who in (ALICE, BOB):
            for offer in await work(offers.pending, who.holder, None, 10):
                uid = offer.opportunity.removeprefix("opportunities/")
                await work(offers.decline, who, uid, "")
    last = await work(fill, 1, "billing")
    assert await push(work) == 1
    assert (await work(stands, last[0]))[0] == "OFFERED"
    assert {(await work(stands, uid))[0] for uid in first} == {"OPEN"}


async def test_who_goes_away_returns_what_was_offered_and_held_and_may_be_asked_again(work):
    await ready(work)
    uids = await work(fill, 2, "billing")
    await work(presence.beat, "bob", presence.BUSY, actor="user:bob")
    await push(work)
    await work(queue.accept, ALICE, uids[0], TTL)
    await work(presence.beat, "alice", presence.AWAY, actor="user:alice")
    assert set((await work(stands)).values()) == {("OPEN", "")}
    await work(come, "alice")
    assert await push(work) == 1, "what was accepted is not offered again, what was only offered is"


async def test_who_vanishes_returns_everything_and_a_heartbeat_brings_them_back(work):
    await ready(work)
    await work(fill, 3, "billing")
    await push(work)
    await work(queue.claim_next, BOB, "", TTL, work.staff)
    work.clock.pass_(TIMEOUT)
    await work(presence.beat, "bob", 0, actor="user:bob")
    assert await work(presence.sweep, TIMEOUT) > 0
    holders = Counter(holder for _, holder in (await work(stands)).values())
    assert "alice" not in holders
    assert holders["bob"] >= 1
    assert (await work(setting.agent, work.staff, "alice")).status == staffing.Agent.STATUS_VANISHED
    await work(presence.beat, "alice", 0, actor="user:alice")
    assert (await work(setting.agent, work.staff, "alice")).status == staffing.Agent.STATUS_AVAILABLE
    told = await events_of(work, events_pb2.EngagementEvent.KIND_PRESENCE_CHANGED)
    assert [event.detail for event in told if event.agent == "agents/alice"] == [
        "AVAILABLE",
        "VANISHED",
        "AVAILABLE",
    ]


async def test_nobody_is_offered_more_than_the_soft_capacity_and_may_take_more(work):
    await work(put, pushed("billing"), agent("alice", soft_capacity=2, hard_capacity=3))
    await work(come, "alice")
    await work(fill, 5, "billing")
    assert await push(work) == 2
    for _ in range(3):
        await work(queue.claim_next, ALICE, "", TTL, work.staff)
    with pytest.raises(errors.CapacityFull):
        await work(queue.claim_next, ALICE, "", TTL, work.staff)


async def test_the_last_agent_comes_first_where_the_queue_wants_it(work):
    await work(put, pushed("billing", sticky=True), agent("alice"), agent("bob"))
    await work(come, "alice")
    (uid,) = await work(fill, 1, "billing")
    await work(queue.claim, BOB, uid, TTL, work.staff)
    await work(queue.release, BOB, uid, 1)
    await work(come, "bob")
    assert await push(work) == 1
    assert await work(stands, uid) == ("OFFERED", "bob")


async def test_a_queue_that_pulls_offers_nothing(work):
    await work(put, staffed.queue("billing"), agent("alice"))
    await work(come, "alice")
    await work(fill, 1, "billing")
    assert await push(work) == 0


def calendar(name, zone_hours):
    weekly = messages.WeeklyHours(
        weekdays=[messages.WeeklyHours.WEEKDAY_FRIDAY],
        stretches=[messages.Stretch(start=start, end=end) for start, end in zone_hours],
    )
    return messages.Calendar(name=f"calendars/{name}", time_zone="UTC", hours=[weekly])


async def test_nothing_is_offered_outside_the_hours_of_the_queue_and_the_shift_of_the_agent(work):
    """The clock of these tests begins on a Friday at midnight."""
    await work(schedules.create_calendar, LEAD, "desk", calendar("desk", [("09:00", "17:00")]))
    await work(schedules.create_calendar, LEAD, "late", calendar("late", [("12:00", "20:00")]))
    with pytest.raises(errors.InvalidField, match="create the calendar first"):
        await work(put, pushed("other", calendar="nights"))
    await work(put, pushed("billing", calendar="desk"), agent("alice", calendar="late"))
    await work(fill, 1, "billing")
    await work(come, "alice")
    assert await push(work) == 0
    await wait(work, 10 * 60 * MINUTE)
    assert await push(work) == 0, "the queue is open, and the shift has not begun"
    await wait(work, 3 * 60 * MINUTE)
    assert await push(work) == 1


async def test_age_lowers_what_a_queue_asks_for_and_then_work_flows_over(work):
    steps = [Step(after_seconds=60, drop_skills=["french"])]
    await work(put, staffed.queue("sales"), agent("alice"))
    billing = staffed.queue("billing", steps=steps, overflow_queue="queues/sales", overflow_after_seconds=120)
    await work(put, billing)
    (uid,) = await work(fill, 1, "billing", skills={"french": 3})
    assert await work(escalations.escalate, work.staff) == 0
    with pytest.raises(errors.NotEligible):
        await work(queue.claim, ALICE, uid, TTL, work.staff)
    work.clock.pass_(MINUTE)
    assert await work(escalations.escalate, work.staff) == 1
    row = await work(seats.lock, uid)
    assert (await work(work.staff.read)).demand(row.lane).queue == "billing~1"
    claimed = await work(queue.claim, ALICE, uid, TTL, work.staff)
    await work(queue.release, ALICE, claimed.uid, 1)
    work.clock.pass_(MINUTE)
    assert await work(escalations.escalate, work.staff) == 1
    row = await work(seats.lock, uid)
    assert (await work(work.staff.read)).demand(row.lane).queue == "sales"
    work.clock.pass_(99 * MINUTE)
    assert await work(escalations.escalate, work.staff) == 0
    told = await events_of(work, events_pb2.EngagementEvent.KIND_OPPORTUNITY_ESCALATED)
    assert [event.queue for event in told] == ["queues/billing", "queues/sales"]


async def test_a_step_that_a_queue_gets_later_holds_for_what_waits(work):
    await work(put, staffed.queue("billing"), agent("alice"))
    await work(fill, 1, "billing", skills={"french": 3})
    later = staffed.queue("billing", steps=[Step(after_seconds=5, drop_all_skills=True)])
    await work(setting.put_queue, LEAD, later, new=False)
    work.clock.pass_(MINUTE)
    assert await work(escalations.escalate, work.staff) == 1
    assert await work(queue.claim_next, ALICE, "", TTL, work.staff)


async def test_what_nobody_can_take_is_told_once_and_once_more_when_somebody_can(work):
    await work(put, staffed.queue("billing"), agent("alice"))
    await work(fill, 1, "billing", skills={"french": 3})
    for _ in range(2):
        told = await work(escalations.watch, work.staff)
        assert ["asks for french at level 3" in why for why in told.values()] == [True]
    assert (await work(setting.check, work.staff)).unserved
    assert len((await work(lists.summary, staffed.ACME, LEAD)).unserved) == 1
    assert not (await work(lists.summary, "brands/bolt", LEAD)).unserved
    await work(setting.put_agent, LEAD, agent("alice", skills={"french": 3}), new=False)
    assert await work(escalations.watch, work.staff) == {}
    kinds = await events_of(work, events_pb2.EngagementEvent.KIND_QUEUE_UNSERVED)
    assert [bool(event.detail) for event in kinds] == [True, False]


async def test_work_is_handed_to_a_queue_with_a_note_and_stays_there(work):
    await work(put, staffed.queue("sales"), agent("alice"))
    (uid,) = await work(fill, 1)
    await work(queue.claim, ALICE, uid, TTL, work.staff)
    with pytest.raises(errors.LeaseHeld):
        await work(handing.transfer, BOB, Handover(uid, 0, "", queue="sales"), work.staff)
    with pytest.raises(errors.NotFound):
        await work(handing.transfer, ALICE, Handover(uid, 1, "", queue="nowhere"), work.staff)
    await work(handing.transfer, ALICE, Handover(uid, 1, "They want to buy.", queue="sales"), work.staff)
    assert await work(stands, uid) == ("OPEN", "")
    row = await work(seats.lock, uid)
    assert (await work(work.staff.read)).demand(row.lane).queue == "sales"
    audit = sa.select(tables.audit.c.detail).where(tables.audit.c.action == "transfer")
    assert await work(lambda conn: conn.execute(audit).scalar_one()) == "They want to buy."


async def test_work_is_handed_to_a_colleague_as_an_offer_and_returns_without_a_word(work):
    await ready(work)
    (uid,) = await work(fill, 1)
    await work(queue.claim, ALICE, uid, TTL, work.staff)
    await work(handing.transfer, ALICE, Handover(uid, 1, "", agent="bob"), work.staff)
    assert await work(stands, uid) == ("OFFERED", "bob")
    (offer,) = await work(offers.pending, "user:bob", None, 10)
    assert offer.sender == "user:alice"
    await wait(work, MINUTE)
    assert await work(stands, uid) == ("OPEN", "")
    await work(presence.beat, "bob", presence.AWAY, actor="user:bob")
    with pytest.raises(errors.NotEligible, match="is not there now"):
        await work(handing.transfer, ALICE, Handover(uid, 0, "", agent="bob"), work.staff)
    with pytest.raises(errors.NotFound):
        await work(handing.transfer, ALICE, Handover(uid, 0, "", agent="ghost"), work.staff)


async def test_what_is_put_aside_comes_back_at_its_moment(work):
    (uid,) = await work(fill, 1)
    await work(queue.claim, ALICE, uid, TTL, work.staff)
    with pytest.raises(errors.InvalidField):
        await work(handing.snooze, ALICE, uid, 1, until=work.clock.now, reason="")
    await work(handing.snooze, ALICE, uid, 1, until=work.clock.now + MINUTE, reason="They are asleep.")
    assert await work(stands, uid) == ("SNOOZED", "")
    with pytest.raises(errors.QueueEmpty):
        await work(queue.claim_next, BOB, "", TTL, work.staff)
    assert await work(escalations.wake) == 0
    work.clock.pass_(MINUTE)
    assert await work(escalations.wake) == 1
    assert await work(stands, uid) == ("OPEN", "")
    assert await work(escalations.wake) == 0


async def test_what_is_put_aside_without_a_moment_waits_for_the_customer_or_a_person(work):
    (uid,) = await work(fill, 1)
    await work(handing.snooze, ALICE, uid, 0, until=None, reason="")
    work.clock.pass_(9999 * MINUTE)
    assert await work(escalations.wake) == 0
    await work(handing.wake, BOB, uid)
    assert await work(stands, uid) == ("OPEN", "")


async def test_tags_are_added_and_taken_away_by_people(work):
    (uid,) = await work(fill, 1)
    await work(handing.tag, ALICE, uid, add=["refund", "vip"], remove=[])
    await work(handing.tag, ALICE, uid, add=[], remove=["vip"])
    row = await work(seats.lock, uid)
    assert sorted((await work(handing.tags, [row.id]))[row.id]) == [("refund", True), ("vip", False)]
    with pytest.raises(errors.InvalidField, match="more than 50 tags"):
        await work(handing.tag, ALICE, uid, add=[f"t{number}" for number in range(50)], remove=[])


async def test_a_colleague_is_called_by_an_event_and_nothing_else_changes(work):
    (uid,) = await work(fill, 1)
    await work(handing.call, ALICE, uid, "bob", "Is this yours?")
    (told,) = await events_of(work, events_pb2.EngagementEvent.KIND_COLLEAGUE_CALLED)
    assert (told.actor, told.agent) == ("user:alice", "agents/bob")
    assert await work(stands, uid) == ("OPEN", "")


async def test_an_estimate_rests_on_what_was_dealt_with(work):
    await ready(work)
    await work(fill, 4, "billing")
    told = await work(setting.estimate, work.staff, "billing")
    assert (told.waiting_count, told.available_count, told.HasField("wait")) == (4, 2, False)
    claimed = await work(queue.claim_next, ALICE, "", TTL, work.staff)
    work.clock.pass_(2 * MINUTE)
    done = {"state": opportunities.RESOLVED, "reason": ""}
    await work(queue.finish, ALICE, claimed.uid, 1, **done)
    told = await work(setting.estimate, work.staff, "billing")
    assert (told.handled_count, told.arrived_count, told.mean_handling.seconds) == (1, 4, 120)
    assert told.wait.seconds == 4 * 120 // 2


async def test_who_is_removed_returns_the_work_and_who_is_named_is_not_removed(work):
    await ready(work)
    await work(put, staffed.queue("vip", members=["agents/bob"]))
    (uid,) = await work(fill, 1, "billing")
    await push(work)
    await work(setting.delete_agent, LEAD, "alice")
    assert await work(stands, uid) == ("OPEN", "")
    with pytest.raises(errors.InvalidField, match="a member of queues/vip"):
        await work(setting.delete_agent, LEAD, "bob")
    await work(setting.delete_queue, LEAD, "vip")
    await work(setting.delete_agent, LEAD, "bob")


async def test_thousands_are_offered_in_one_round_and_told_in_few_events(work):
    names = [f"agent{number:02}" for number in range(50)]
    await work(put, pushed("billing"), *(agent(name, soft_capacity=20) for name in names))
    await work(come, *names)
    await work(fill, 1200, "billing")
    assert await push(work) == 1000
    assert Counter((await work(stands)).values()) == {
        ("OPEN", ""): 200,
        **{("OFFERED", name): 20 for name in names},
    }
    assert len(await events_of(work, events_pb2.EngagementEvent.KIND_OPPORTUNITY_OFFERED)) == 50
    assert await push(work) == 0
