"""Deadlines through RPC on both databases: by policy and calendar, told in time, changed while they run."""

from __future__ import annotations

import asyncio

import grpc
import pytest
from prometheus_client import REGISTRY

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import deadline_service_pb2 as messages
from antiphon.routing.v1 import deadline_service_pb2_grpc as deadline_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from antiphon.routing.v1 import staffing_service_pb2_grpc as staffing_grpc
from services.router.adapters import ticker
from tests.acceptance.router.conftest import claimed, reply_to, scored, until
from tests.fixtures.nats import eventually

_C = messages.DeadlineClock
_E = events_pb2.EngagementEvent
WEEKDAYS = list(range(1, 8))


@pytest.fixture
def deadline_stub(road, lead):
    return deadline_grpc.DeadlineServiceStub(road.channel(lead))


def office(zone="Europe/Berlin", **more):
    hours = [
        messages.WeeklyHours(weekdays=WEEKDAYS[:5], stretches=[messages.Stretch(start="09:00", end="17:00")])
    ]
    return messages.Calendar(time_zone=zone, hours=hours, **more)


def within(seconds, *, at_least=0, resolution=0, **more):
    target = messages.DeadlinePolicy.Target(min_priority=at_least)
    target.first_answer.seconds = target.next_answer.seconds = seconds
    if resolution:
        target.resolution.seconds = resolution
    return messages.DeadlinePolicy(targets=[target], **more)


async def set_up(stub, policy, name="default"):
    return await stub.CreateDeadlinePolicy(
        messages.CreateDeadlinePolicyRequest(deadline_policy_id=name, deadline_policy=policy)
    )


async def seen(stub, name, condition, seconds=15.0):
    """The opportunity once the condition holds."""
    end = asyncio.get_running_loop().time() + seconds
    while True:
        found = await stub.GetOpportunity(routing.GetOpportunityRequest(name=name))
        if condition(found):
            return found
        assert asyncio.get_running_loop().time() < end, f"still {found}"
        await asyncio.sleep(0.02)


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await call
    return refusal.value


async def test_without_any_policy_the_built_in_one_holds(road, deadline_stub, alice):
    await road.publish(scored("a"))
    found = await claimed(road.stub(alice))
    (clock,) = found.clocks
    assert (clock.kind, clock.policy) == (_C.KIND_FIRST_ANSWER, "deadlinePolicies/default")
    assert clock.due_time == found.deadline_time
    (listed,) = (
        await deadline_stub.ListDeadlinePolicies(messages.ListDeadlinePoliciesRequest())
    ).deadline_policies
    assert listed.built_in
    assert found.deadline_time.seconds - found.create_time.seconds in {
        target.first_answer.seconds for target in listed.targets
    }


async def test_clocks_end_with_the_answer_and_the_next_message_is_owed_the_next_one(
    road, deadline_stub, alice
):
    await set_up(deadline_stub, within(600, resolution=6000))
    stub = road.stub(alice)
    await road.publish(scored("a"))
    mine = await claimed(stub)
    assert [clock.kind for clock in mine.clocks] == [_C.KIND_FIRST_ANSWER, _C.KIND_RESOLUTION]
    reply = await reply_to(stub, mine)
    await until(stub, reply, "SENT")
    done = await seen(stub, mine.name, lambda found: found.state == routing.Opportunity.STATE_RESOLVED)
    assert not done.clocks
    assert not done.HasField("deadline_time")
    await road.publish(scored("b", conversation="a"))
    again = await seen(stub, mine.name, lambda found: found.state == routing.Opportunity.STATE_OPEN)
    kinds = {clock.kind: clock for clock in again.clocks}
    assert set(kinds) == {_C.KIND_NEXT_ANSWER, _C.KIND_RESOLUTION}
    assert kinds[_C.KIND_NEXT_ANSWER].due_time.seconds - again.create_time.seconds == 600


async def test_near_and_missed_are_told_on_the_log_once(road, deadline_stub, alice):
    await set_up(deadline_stub, within(2, near_percent=50))
    await road.publish(scored("a"))
    mine = await claimed(road.stub(alice))
    await seen(road.stub(alice), mine.name, lambda found: found.clocks[0].state == _C.STATE_MISSED)
    told = []
    async with asyncio.timeout(15), road.bus.live(["engagements.>"], start="all") as view:
        async for message in view:
            event = _E.FromString(message.payload)
            if event.kind in {_E.KIND_DEADLINE_NEAR, _E.KIND_DEADLINE_MISSED}:
                told.append((event.kind, event.detail))
            if event.kind == _E.KIND_DEADLINE_MISSED:
                break
    assert told == [(_E.KIND_DEADLINE_NEAR, "FIRST_ANSWER"), (_E.KIND_DEADLINE_MISSED, "FIRST_ANSWER")]


async def test_missed_and_near_deadlines_of_what_is_under_way_are_counted(
    road, deadline_stub, alice, monkeypatch
):
    monkeypatch.setattr(ticker, "COUNT_SECONDS", 0.0)

    def counted():
        name = "antiphon_router_risky_opportunities"
        return tuple(REGISTRY.get_sample_value(name, {"deadline": which}) for which in ("missed", "near"))

    await set_up(deadline_stub, within(600))
    await road.publish(scored("a"))
    mine = await claimed(road.stub(alice))
    await eventually(lambda: counted() == (0, 1))
    await road.stub(alice).DismissOpportunity(
        routing.DismissOpportunityRequest(name=mine.name, lease_token=mine.lease.token, reason="thanks")
    )
    await eventually(lambda: counted() == (0, 0))


async def test_a_changed_policy_reaches_what_waits_already(road, deadline_stub, alice):
    stub = road.stub(alice)
    await road.publish(scored("a"))
    mine = await claimed(stub)
    await set_up(deadline_stub, within(77))
    changed = await seen(
        stub, mine.name, lambda found: found.deadline_time.seconds - found.create_time.seconds == 77
    )
    assert changed.rank_time.seconds <= changed.deadline_time.seconds
    await deadline_stub.DeleteDeadlinePolicy(
        messages.DeleteDeadlinePolicyRequest(name="deadlinePolicies/default")
    )
    await seen(stub, mine.name, lambda found: found.deadline_time == mine.deadline_time)


async def test_a_calendar_decides_when_something_is_due_and_its_change_moves_it(road, deadline_stub, alice):
    stub = road.stub(alice)
    await deadline_stub.CreateCalendar(
        messages.CreateCalendarRequest(calendar_id="office", calendar=office())
    )
    policy = await set_up(deadline_stub, within(86_400 * 3, calendar="calendars/office"))
    assert policy.calendar == "calendars/office"
    await road.publish(scored("a"))
    mine = await claimed(stub)
    # Three times 24 business hours are nine working days.
    assert mine.deadline_time.seconds - mine.create_time.seconds > 86_400 * 8
    whole = messages.Stretch(start="00:00", end="24:00")
    always = messages.Calendar(name="calendars/office", time_zone="UTC")
    always.hours.add(weekdays=WEEKDAYS, stretches=[whole])
    updated = await deadline_stub.UpdateCalendar(messages.UpdateCalendarRequest(calendar=always))
    assert updated.open
    await seen(
        stub, mine.name, lambda found: found.deadline_time.seconds - found.create_time.seconds == 86_400 * 3
    )


async def test_a_calendar_in_use_stays_and_says_by_whom(deadline_stub):
    await deadline_stub.CreateCalendar(
        messages.CreateCalendarRequest(calendar_id="office", calendar=office())
    )
    await set_up(deadline_stub, within(60, calendar="calendars/office"), "strict")
    delete = messages.DeleteCalendarRequest(name="calendars/office")
    refusal = await refused(deadline_stub.DeleteCalendar(delete))
    assert refusal.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert "deadlinePolicies/strict" in refusal.details()
    await deadline_stub.DeleteDeadlinePolicy(
        messages.DeleteDeadlinePolicyRequest(name="deadlinePolicies/strict")
    )
    await deadline_stub.DeleteCalendar(delete)
    assert not (await deadline_stub.ListCalendars(messages.ListCalendarsRequest())).calendars


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (messages.Calendar(time_zone="Mars/Olympus"), "no time zone"),
        (messages.Calendar(time_zone="UTC"), "no weekday has an open hour"),
        (office(special_days=[messages.SpecialDay(date="2026-13-01")]), "no day"),
        (office(special_days=[messages.SpecialDay(date="2026-12-25")] * 2), "name it once"),
        (
            messages.Calendar(
                time_zone="UTC",
                hours=[
                    messages.WeeklyHours(
                        weekdays=[1], stretches=[messages.Stretch(start="22:00", end="06:00")]
                    )
                ],
            ),
            "past midnight",
        ),
        (messages.Calendar(time_zone="UTC", hours=[messages.WeeklyHours()]), "name the days"),
    ],
)
async def test_an_impossible_calendar_is_refused_with_a_remedy(deadline_stub, told, sentence):
    wish = messages.CreateCalendarRequest(calendar_id="odd", calendar=told)
    refusal = await refused(deadline_stub.CreateCalendar(wish))
    assert refusal.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert sentence in refusal.details()


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (messages.DeadlinePolicy(), "name at least one"),
        (within(0), "sets no limit"),
        (within(60, at_least=101), "0 to 100"),
        (within(500 * 86_400), "400 days"),
        (within(60, near_percent=200), "1 to 100"),
        (within(60, calendar="calendars/nosuch"), "create it first"),
        (within(60, calendar="nosuch"), "calendars/"),
        (messages.DeadlinePolicy(targets=[within(60).targets[0], within(70).targets[0]]), "keep one"),
    ],
)
async def test_a_policy_that_cannot_work_is_refused_with_a_remedy(deadline_stub, told, sentence):
    refusal = await refused(set_up(deadline_stub, told))
    assert refusal.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert sentence in refusal.details()


async def test_names_that_are_taken_or_unknown_or_no_names_are_refused(deadline_stub):
    await set_up(deadline_stub, within(60))
    assert (await refused(set_up(deadline_stub, within(60)))).code() == grpc.StatusCode.ALREADY_EXISTS
    assert "no id" in (await refused(set_up(deadline_stub, within(60), "No Id"))).details()
    missing = messages.GetCalendarRequest(name="calendars/nosuch")
    assert (await refused(deadline_stub.GetCalendar(missing))).code() == grpc.StatusCode.NOT_FOUND
    unknown = within(60, name="deadlinePolicies/nosuch")
    update = messages.UpdateDeadlinePolicyRequest(deadline_policy=unknown)
    assert (await refused(deadline_stub.UpdateDeadlinePolicy(update))).code() == grpc.StatusCode.NOT_FOUND


async def test_nobody_replaces_a_calendar_or_a_policy_that_somebody_else_changed_meanwhile(
    road, deadline_stub
):
    made = await deadline_stub.CreateCalendar(
        messages.CreateCalendarRequest(calendar_id="office", calendar=office())
    )
    based = {"calendar": made, "based_on_time": made.update_time, "allow_missing": True}
    await deadline_stub.UpdateCalendar(messages.UpdateCalendarRequest(**based))
    stale = await refused(deadline_stub.UpdateCalendar(messages.UpdateCalendarRequest(**based)))
    assert "calendars/office was changed since" in stale.details()
    policy = await set_up(deadline_stub, within(60), "night")
    based = {"deadline_policy": policy, "based_on_time": policy.update_time}
    await deadline_stub.UpdateDeadlinePolicy(messages.UpdateDeadlinePolicyRequest(**based))
    stale = await refused(deadline_stub.UpdateDeadlinePolicy(messages.UpdateDeadlinePolicyRequest(**based)))
    assert "deadlinePolicies/night was changed since" in stale.details()


async def test_a_calendar_stays_while_it_is_somebodys_shift(road, lead, deadline_stub):
    made = messages.CreateCalendarRequest(calendar_id="early", calendar=office())
    await deadline_stub.CreateCalendar(made)
    agent = staffing.Agent(name="agents/alice", calendar="calendars/early")
    people = staffing_grpc.StaffingServiceStub(road.channel(lead))
    await people.CreateAgent(staffing.CreateAgentRequest(agent=agent))
    delete = messages.DeleteCalendarRequest(name="calendars/early")
    assert "is used by agents/alice" in (await refused(deadline_stub.DeleteCalendar(delete))).details()
