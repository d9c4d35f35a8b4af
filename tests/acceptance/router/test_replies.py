"""Replies through a running router: every outcome, and restarts in between."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid

import pytest
from prometheus_client import REGISTRY

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.router.adapters import ticker
from tests.acceptance.router.conftest import claimed, reply_to, scored, started, until
from tests.acceptance.router.test_road import refusal
from tests.fixtures.nats import eventually

S = routing.Opportunity
R = routing.Reply
D = listening.Delivery


async def state_of(stub, opportunity):
    return (await stub.GetOpportunity(routing.GetOpportunityRequest(name=opportunity.name))).state


async def taken(road, stub, native_id="1"):
    await road.publish(scored(native_id))
    return await claimed(stub)


async def test_repeating_a_request_id_returns_the_first_reply_and_sends_once(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    request_id = str(uuid.uuid4())
    first = await reply_to(stub, opportunity, request_id=request_id)
    await until(stub, first, "SENT")
    again = await reply_to(stub, opportunity, request_id=request_id.upper())
    assert (again.name, again.state) == (first.name, R.STATE_SENT)
    assert road.listener.published == [request_id]
    other = await refusal(reply_to(stub, opportunity, "Something else.", request_id))
    assert other.reason == "REQUEST_ID_REUSED"


async def test_while_a_reply_is_on_its_way_nobody_can_have_the_opportunity(road, alice, bob):
    first, second = road.stub(alice), road.stub(bob)
    opportunity = await taken(road, first)
    road.listener.moods = ["checking"]
    reply = await reply_to(first, opportunity)
    await until(first, reply, "CHECKING")
    assert await state_of(second, opportunity) == S.STATE_ANSWERING
    for call in (
        second.ClaimOpportunity(routing.ClaimOpportunityRequest(name=opportunity.name)),
        second.DismissOpportunity(routing.DismissOpportunityRequest(name=opportunity.name)),
        reply_to(first, opportunity, "And another."),
        first.CancelReply(routing.CancelReplyRequest(name=reply.name)),
    ):
        assert (await refusal(call)).reason == "WRONG_STATE"
    assert (await refusal(second.ClaimNextOpportunity(routing.ClaimNextOpportunityRequest()))).reason == (
        "QUEUE_EMPTY"
    )
    road.listener.decide(reply.request_id, D.STATE_SENT, link="http://sandbox.test/found")
    assert (await until(first, reply, "SENT")).link == "http://sandbox.test/found"
    assert await state_of(first, opportunity) == S.STATE_RESOLVED


@pytest.mark.parametrize("mood", ["failed", "refused"])
async def test_a_failed_reply_says_why_and_its_opportunity_keeps_its_place(road, alice, mood):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    road.listener.moods = [mood]
    failed = await until(stub, await reply_to(stub, opportunity), "FAILED")
    assert failed.reason in {"The author blocks the brand.", "The network closed the thread."}
    after = await claimed(stub)
    assert (after.name, after.rank_time) == (opportunity.name, opportunity.rank_time)
    assert after.latest_reply.state == R.STATE_FAILED
    await until(stub, await reply_to(stub, after), "SENT")


async def test_an_unconfirmed_reply_is_never_sent_again_by_machine(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    road.listener.moods = ["unconfirmed"]
    reply = await until(stub, await reply_to(stub, opportunity), "UNCONFIRMED")
    calls = len(road.listener.calls)
    assert await state_of(stub, opportunity) == S.STATE_OPEN
    after = await claimed(stub)
    assert (await refusal(reply_to(stub, after))).metadata["reply"] == reply.name
    cancelled = await stub.CancelReply(routing.CancelReplyRequest(name=reply.name))
    assert cancelled.state == R.STATE_CANCELLED
    assert len(road.listener.calls) == calls
    second = await until(stub, await reply_to(stub, after), "SENT")
    assert road.listener.published == [second.request_id]


async def test_a_request_id_the_listener_knows_for_another_answer_is_left_to_a_person(
    road, alice, monkeypatch
):
    monkeypatch.setattr(ticker, "COUNT_SECONDS", 0.0)
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    road.listener.moods = ["confused"]
    reply = await until(stub, await reply_to(stub, opportunity), "UNCONFIRMED")
    assert "thread" in reply.reason
    assert await state_of(stub, opportunity) == S.STATE_OPEN
    told = {"state": "unconfirmed"}
    await eventually(lambda: REGISTRY.get_sample_value("antiphon_router_outbox_replies", told) == 1)


async def test_a_listener_that_forgot_a_delivery_is_not_asked_to_send_it_again(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    road.listener.moods = ["checking"]
    reply = await until(stub, await reply_to(stub, opportunity), "CHECKING")
    del road.listener.deliveries[reply.request_id]
    await until(stub, reply, "UNCONFIRMED")
    assert road.listener.calls.count("Deliver") == 1


async def test_a_listener_that_forgot_what_it_was_sending_does_not_get_it_again(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    road.listener.moods = ["publishing"]
    reply = await reply_to(stub, opportunity)
    await eventually(lambda: "GetDelivery" in road.listener.calls)
    del road.listener.deliveries[reply.request_id]
    found = await until(stub, reply, "UNCONFIRMED")
    assert "no longer knows" in found.reason
    assert road.listener.calls.count("Deliver") == 1
    assert road.listener.published == []


async def test_silence_is_asked_about_under_the_same_request_id(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    # Longer than the channel's own retries.
    road.listener.moods = ["deaf"] * 6 + ["sent, then silent"]
    reply = await reply_to(stub, opportunity)
    sending = await until(stub, reply, "SENDING")
    assert sending.state == R.STATE_SENDING
    await until(stub, reply, "SENT")
    assert road.listener.published == [reply.request_id]


async def test_a_delivery_that_the_listener_tries_again_by_itself_stays_sending(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    road.listener.moods = ["publishing"]
    reply = await reply_to(stub, opportunity)

    async def waits():
        found = await stub.GetReply(routing.GetReplyRequest(name=reply.name))
        return found.state == R.STATE_SENDING and found.reason == "The network asks us to slow down."

    await eventually(waits)
    road.listener.decide(reply.request_id, D.STATE_SENT)
    await until(stub, reply, "SENT")


async def test_a_mention_that_comes_during_the_answer_reopens_the_opportunity(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    road.listener.moods = ["checking"]
    reply = await until(stub, await reply_to(stub, opportunity), "CHECKING")
    await road.publish(scored("2", "@acme and now the other parcel is lost too, help!", conversation="1"))

    async def joined():
        found = await stub.GetOpportunity(routing.GetOpportunityRequest(name=opportunity.name))
        return found.mention_count == 2

    await eventually(joined)
    assert await state_of(stub, opportunity) == S.STATE_ANSWERING
    road.listener.decide(reply.request_id, D.STATE_SENT)
    await until(stub, reply, "SENT")
    assert (await claimed(stub)).mention.native_id == "2"


async def test_what_the_network_does_not_take_is_refused_before_it_is_queued(road, alice):
    from antiphon.events.v1 import events_pb2

    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    long = await refusal(reply_to(stub, opportunity, "x" * 81))
    assert (long.reason, long.metadata["length"], long.metadata["limit"]) == ("TEXT_TOO_LONG", "81", "80")
    assert (await refusal(reply_to(stub, opportunity, "  "))).metadata["field"] == "reply.text"
    assert (await refusal(reply_to(stub, opportunity, request_id="7"))).metadata["field"] == "request_id"
    manual = events_pb2.CapabilityFact(
        network="sandbox", reply_mode=events_pb2.CapabilityFact.REPLY_MODE_MANUAL
    )
    await road.bus.publish_reference("capability", "sandbox", events_pb2.ReferenceFact(capability=manual))

    async def known():
        found = await stub.GetOpportunity(routing.GetOpportunityRequest(name=opportunity.name))
        return found.replyability == S.REPLYABILITY_REPLY_MANUAL

    await eventually(known)
    by_hand = await refusal(reply_to(stub, opportunity))
    assert (by_hand.reason, by_hand.metadata["replyability"]) == ("NOT_REPLYABLE", "REPLY_MANUAL")
    assert await state_of(stub, opportunity) == S.STATE_CLAIMED
    resolved = await stub.ResolveOpportunity(
        routing.ResolveOpportunityRequest(name=opportunity.name, lease_token=opportunity.lease.token)
    )
    assert resolved.state == S.STATE_RESOLVED


async def test_without_a_listener_a_reply_waits_says_so_and_can_be_cancelled(around, alice):
    rpc = dataclasses.replace(around.settings.rpc, listener_address="127.0.0.1:9")
    away, back = dataclasses.replace(around.settings, rpc=rpc), around.settings
    around.settings = away
    async with started(around):
        stub = around.stub(alice)
        first, second = await taken(around, stub, "1"), await taken(around, stub, "2")
        kept, dropped = await reply_to(stub, first), await reply_to(stub, second)

        async def explained():
            found = await stub.GetReply(routing.GetReplyRequest(name=kept.name))
            return found.state == R.STATE_QUEUED and "listener" in found.reason

        await eventually(explained)
        await stub.CancelReply(routing.CancelReplyRequest(name=dropped.name))
        assert await state_of(stub, second) == S.STATE_OPEN
    around.settings = back
    async with started(around):
        stub = around.stub(alice)
        await until(stub, kept, "SENT", seconds=70)
    assert around.listener.published == [kept.request_id]


async def test_a_restart_takes_up_what_was_being_checked(around, alice):
    around.listener.moods = ["checking"]
    async with started(around):
        stub = around.stub(alice)
        reply = await until(stub, await reply_to(stub, await taken(around, stub)), "CHECKING")
    around.listener.decide(reply.request_id, D.STATE_SENT)
    async with started(around):
        await until(around.stub(alice), reply, "SENT")
    assert around.listener.calls.count("Deliver") == 1


async def test_replies_are_listed_newest_first(road, alice, bob):
    stub = road.stub(alice)
    sent = []
    for native_id in ("1", "2", "3"):
        reply = await reply_to(stub, await taken(road, stub, native_id))
        await until(stub, reply, "SENT")
        sent.insert(0, reply.name)
    page = await stub.ListReplies(routing.ListRepliesRequest(parent="opportunities/-", page_size=2))
    rest = await stub.ListReplies(
        routing.ListRepliesRequest(parent="opportunities/-", page_token=page.next_page_token)
    )
    assert [found.name for found in (*page.replies, *rest.replies)] == sent
    parent = sent[0].partition("/replies")[0]
    mine = await road.stub(bob).ListReplies(routing.ListRepliesRequest(parent=parent))
    assert [found.name for found in mine.replies] == sent[:1]
    assert mine.replies[0].author == "user:alice"


async def test_a_repeated_reply_at_the_same_moment_is_one_reply(road, alice):
    stub = road.stub(alice)
    opportunity = await taken(road, stub)
    request_id = str(uuid.uuid4())
    made = await asyncio.gather(*(reply_to(stub, opportunity, request_id=request_id) for _ in range(5)))
    assert len({reply.name for reply in made}) == 1
    await until(stub, made[0], "SENT")
    assert road.listener.published == [request_id]
