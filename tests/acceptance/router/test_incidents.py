"""Incidents through RPC on both databases: found, put right by people, answered with variations and a cap."""

from __future__ import annotations

import asyncio
import dataclasses

import grpc
import pytest

from antiphon.routing.v1 import incident_service_pb2 as messages
from antiphon.routing.v1 import incident_service_pb2_grpc as incident_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from tests.acceptance.router.conftest import scored

TEXT = "@acme the app shows error 501 since this morning and nothing works, please help"
FINGERPRINT = 0x0F0F_1234_5678_9ABC


@pytest.fixture
def router_settings(router_settings):
    router = dataclasses.replace(router_settings.router, incident_answers_per_day=3)
    return dataclasses.replace(router_settings, router=router)


@pytest.fixture
def incidents(road, lead):
    return incident_grpc.IncidentServiceStub(road.channel(lead))


def cry(number, bits=0):
    """One voice of the cascade; `bits` make it differ."""
    item = scored(f"c{number}", TEXT)
    item.item.mention.author.key = f"sandbox:-:p{number}"
    item.score.fingerprint = FINGERPRINT ^ bits
    return item


async def listed(stub, count):
    """The one incident once it has so many members."""
    end = asyncio.get_running_loop().time() + 20
    while True:
        found = (await stub.ListIncidents(messages.ListIncidentsRequest())).incidents
        if found and found[0].member_count == count:
            assert len(found) == 1
            return found[0]
        assert asyncio.get_running_loop().time() < end, f"still {found}"
        await asyncio.sleep(0.05)


async def members(stub, incident):
    wish = messages.ListIncidentMembersRequest(parent=incident.name)
    return list((await stub.ListIncidentMembers(wish)).opportunities)


async def prepare(stub, incident, text):
    told = messages.Incident(name=incident.name, title="error 501", prepared_text=text)
    return await stub.UpdateIncident(messages.UpdateIncidentRequest(incident=told))


async def seen_in_queue(stub, key):
    end = asyncio.get_running_loop().time() + 20
    while True:
        found = (await stub.ListOpportunities(routing.ListOpportunitiesRequest())).opportunities
        if any(one.mention.key == key for one in found):
            return
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.05)


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await call
    return refusal.value


async def test_a_cascade_is_one_incident_and_strangers_stay_outside(road, incidents):
    stranger = scored("s", "@acme where is my parcel, it was due last week")
    stranger.score.fingerprint = ~FINGERPRINT & (2**64 - 1)
    await road.publish(cry(1), cry(2, 0b111), stranger, cry(3, 1 << 63))
    found = await listed(incidents, 3)
    assert found.open_count == 3
    assert found.example.text == TEXT
    await road.publish(cry(4, 0b11000))
    await listed(incidents, 4)


async def test_two_alike_are_no_incident_yet_and_a_third_may_come_after_a_restart(road, incidents):
    await road.publish(cry(1), cry(2))
    await asyncio.sleep(0.5)
    assert not (await incidents.ListIncidents(messages.ListIncidentsRequest())).incidents
    await road.publish(cry(3))
    await listed(incidents, 3)


async def test_people_take_members_out_for_good_and_put_others_in(road, incidents):
    stranger = scored("s", "@acme the payment page says 501 to me, help")
    await road.publish(cry(1), cry(2), cry(3), stranger)
    found = await listed(incidents, 3)
    inside = await members(incidents, found)
    out = messages.MoveIncidentMemberRequest(name=found.name, opportunity=inside[0].name, remove=True)
    assert (await incidents.MoveIncidentMember(out)).member_count == 2
    assert "is not in" in (await refused(incidents.MoveIncidentMember(out))).details()
    await road.publish(cry(4))
    await listed(incidents, 3)
    assert inside[0].name not in {one.name for one in await members(incidents, found)}
    back = messages.MoveIncidentMemberRequest(name=found.name, opportunity=inside[0].name)
    assert (await incidents.MoveIncidentMember(back)).member_count == 4


async def test_nothing_joins_what_somebody_ended_and_a_new_wave_is_a_new_incident(road, incidents, lead):
    await road.publish(cry(1), cry(2), cry(3))
    found = await listed(incidents, 3)
    told = messages.Incident(name=found.name, closed=True)
    await incidents.UpdateIncident(messages.UpdateIncidentRequest(incident=told))
    assert not (await incidents.ListIncidents(messages.ListIncidentsRequest())).incidents
    whole = await incidents.ListIncidents(messages.ListIncidentsRequest(show_closed=True))
    assert [one.name for one in whole.incidents] == [found.name]
    last = cry(9)
    await road.publish(cry(4), last)
    queue, name = road.stub(lead), last.item.mention.key
    await seen_in_queue(queue, name)
    await asyncio.sleep(0.5)
    whole = await incidents.ListIncidents(messages.ListIncidentsRequest(show_closed=True))
    assert [one.member_count for one in whole.incidents] == [3]
    await road.publish(cry(5))
    wave = await listed(incidents, 3)
    assert wave.name != found.name
    reopened = messages.Incident(name=found.name)
    await incidents.UpdateIncident(messages.UpdateIncidentRequest(incident=reopened))
    assert (await incidents.GetIncident(messages.GetIncidentRequest(name=wave.name))).member_count == 3


async def test_the_prepared_answer_is_offered_for_each_with_a_variation_of_its_own(road, incidents):
    await road.publish(cry(1), cry(2), cry(3))
    found = await listed(incidents, 3)
    inside = await members(incidents, found)
    ask = messages.GetPreparedAnswerRequest(opportunity=inside[0].name)
    assert (await refused(incidents.GetPreparedAnswer(ask))).code() == grpc.StatusCode.NOT_FOUND
    assert (await prepare(incidents, found, "[Hi|Hello], we are on it.")).variation_count == 2
    offered = await incidents.GetPreparedAnswer(ask)
    assert offered.text in {"Hi, we are on it.", "Hello, we are on it."}
    assert offered == await incidents.GetPreparedAnswer(ask)


async def test_many_are_answered_only_when_told_to_under_the_cap_and_never_twice(road, incidents):
    await road.publish(*(cry(number) for number in range(5)))
    found = await listed(incidents, 5)
    answer = messages.AnswerIncidentRequest(name=found.name)
    assert (await refused(incidents.AnswerIncident(answer))).code() == grpc.StatusCode.NOT_FOUND
    await prepare(incidents, found, "[Hi|Hello], we are on it.")
    would = await incidents.AnswerIncident(answer)
    assert len(would.opportunities) == 3
    assert any("spam" in warning for warning in would.warnings)
    assert any("2 different answers for 3" in warning for warning in would.warnings)
    assert not road.listener.published
    few = messages.AnswerIncidentRequest(name=found.name, limit=2)
    some = await incidents.AnswerIncident(few)
    assert list(some.opportunities) == would.opportunities[:2]
    assert "3 more wait" in some.left_out[0]
    answer.confirm = True
    sent = await incidents.AnswerIncident(answer)
    assert sent.opportunities == would.opportunities
    end = asyncio.get_running_loop().time() + 20
    while len(road.listener.published) < 3:
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.05)
    again = await incidents.AnswerIncident(answer)
    assert not again.opportunities
    assert "cap of 3 a day" in again.left_out[0]
    assert len(set(road.listener.published)) == len(road.listener.published) == 3


async def test_an_agent_may_not_answer_many(road, incidents, alice):
    stub = incident_grpc.IncidentServiceStub(road.channel(alice))
    refusal = await refused(stub.AnswerIncident(messages.AnswerIncidentRequest(name="incidents/1")))
    assert refusal.code() == grpc.StatusCode.PERMISSION_DENIED
    missing = await refused(incidents.GetIncident(messages.GetIncidentRequest(name="incidents/77")))
    assert missing.code() == grpc.StatusCode.NOT_FOUND
    assert (
        "incidents/"
        in (await refused(incidents.GetIncident(messages.GetIncidentRequest(name="nonsense")))).details()
    )


async def test_members_keep_their_own_life(road, incidents, lead):
    await road.publish(cry(1), cry(2), cry(3))
    found = await listed(incidents, 3)
    whole = await members(incidents, found)
    wish = messages.ListIncidentMembersRequest(parent=found.name, view=routing.Opportunity.VIEW_BASIC)
    brief = (await incidents.ListIncidentMembers(wish)).opportunities
    assert [one.name for one in brief] == [one.name for one in whole]
    assert [one.explanation.sentence for one in brief] == [one.explanation.sentence for one in whole]
    assert all(one.explanation.parts for one in whole)
    assert not any(one.explanation.parts for one in brief)
    first = whole[0]
    stub = road.stub(lead)
    await stub.DismissOpportunity(routing.DismissOpportunityRequest(name=first.name, reason="joke"))
    shown = await incidents.GetIncident(messages.GetIncidentRequest(name=found.name))
    assert (shown.member_count, shown.open_count) == (3, 2)
