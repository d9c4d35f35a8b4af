"""What goes with an answer: its reader's leave, its pictures, its account, its signature."""

from __future__ import annotations

import uuid

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from tests.acceptance.router.conftest import BRAND, NETWORK, claimed, scored, until
from tests.acceptance.router.test_road import refusal
from tests.fixtures.nats import eventually

S = routing.Opportunity
Fact = events_pb2.CapabilityFact
LIMIT = 79
PNG = mention_pb2.Attachment(content_type="image/png", content=b"\x89PNG", description="A map.")


async def allow(road, **more):
    """Lets the network allow something else, and the brand sign."""
    fact = Fact(
        network=NETWORK,
        display_name="Sandbox",
        reply_mode=Fact.REPLY_MODE_API,
        max_reply_length=LIMIT,
        **more,
    )
    await road.bus.publish_reference("capability", NETWORK, events_pb2.ReferenceFact(capability=fact))


async def sign(road, template=" ^{initials}"):
    brand = events_pb2.BrandFact(name=BRAND, handles=["acme_official"], reply_signature=template)
    await road.bus.publish_reference("brand", "acme", events_pb2.ReferenceFact(brand=brand))


async def shown_once(stub, name, holds):
    """The opportunity, once the router knows what the test told it."""
    request = routing.GetOpportunityRequest(name=name)

    async def look():
        return holds(await stub.GetOpportunity(request))

    await eventually(look)
    return await stub.GetOpportunity(request)


def answer(opportunity, text="We are on it.", request_id="", **more):
    return routing.CreateReplyRequest(
        parent=opportunity.name,
        reply=routing.Reply(text=text, **more),
        lease_token=opportunity.lease.token,
        request_id=request_id or str(uuid.uuid4()),
    )


def addressed(native_id, handle, *, conversation="", later=0):
    item = scored(native_id, conversation=conversation)
    item.item.mention.entities.add(kind=mention_pb2.Entity.KIND_HANDLE, value=handle)
    item.item.mention.create_time.FromSeconds(1_700_100_000 + later)
    return item


async def test_where_only_the_summoned_may_be_answered_others_are_answered_by_hand(road, alice):
    stub = road.stub(alice)
    await allow(road, audience=Fact.AUDIENCE_SUMMONED)
    await road.publish(addressed("1", "somebody"))
    opportunity = await claimed(stub)
    manual = await shown_once(
        stub, opportunity.name, lambda found: found.replyability == S.REPLYABILITY_REPLY_MANUAL
    )
    assert manual.replyability_reason.startswith("Sandbox lets programs answer only authors who addressed")
    refused = await refusal(stub.CreateReply(answer(opportunity)))
    assert (refused.reason, refused.message) == ("NOT_REPLYABLE", manual.replyability_reason)


@pytest.mark.parametrize("order", [1, -1])
async def test_the_latest_mention_decides_whatever_order_they_came_in(road, alice, order):
    stub = road.stub(alice)
    await allow(road, audience=Fact.AUDIENCE_SUMMONED)
    talk = [
        addressed("1", "somebody", conversation="1"),
        addressed("2", "ACME_official", conversation="1", later=60),
    ]
    for one in talk[::order]:
        await road.publish(one)
    opportunity = await claimed(stub)
    found = await shown_once(stub, opportunity.name, lambda found: found.mention_count == len(talk))
    assert (found.replyability, found.replyability_reason) == (S.REPLYABILITY_REPLY_API, "")
    reply = await stub.CreateReply(answer(opportunity))
    await until(stub, reply, "SENT")


async def test_pictures_go_with_an_answer_and_leave_no_trace(road, alice):
    stub = road.stub(alice)
    await allow(road, max_media_count=1, max_media_bytes=10, media_types=["image/png"])
    await road.publish(scored("1"))
    opportunity = await claimed(stub)
    await shown_once(stub, opportunity.name, lambda found: found.max_reply_length == LIMIT)
    too_large = mention_pb2.Attachment(content_type="image/png", content=b"p" * 11)
    refused = await refusal(stub.CreateReply(answer(opportunity, media=[too_large])))
    assert refused.message == (
        "reply.media[0].content: has 11 bytes and Sandbox takes 10 bytes; make it smaller."
    )
    request = answer(opportunity, media=[PNG])
    reply = await stub.CreateReply(request)
    assert (reply.media_count, list(reply.media)) == (1, [])
    await until(stub, reply, "SENT")
    assert list(road.listener.payloads[request.request_id].media) == [PNG]
    assert (await stub.CreateReply(request)).name == reply.name
    request.reply.media[0].content = b"other"
    assert (await refusal(stub.CreateReply(request))).reason == "REQUEST_ID_REUSED"


async def test_a_network_without_pictures_says_so(road, alice):
    stub = road.stub(alice)
    await road.publish(scored("1"))
    refused = await refusal(stub.CreateReply(answer(await claimed(stub), media=[PNG])))
    assert (refused.reason, "takes no pictures" in refused.message) == ("INVALID_FIELD", True)


async def test_who_answers_chooses_the_account(road, alice):
    stub = road.stub(alice)
    await road.publish(scored("1"))
    opportunity = await claimed(stub)
    assert "reply.source" in (await refusal(stub.CreateReply(answer(opportunity, source="nobody")))).message
    request = answer(opportunity, source="sources/second")
    reply = await stub.CreateReply(request)
    assert reply.source == "sources/second"
    await until(stub, reply, "SENT")
    payload = road.listener.payloads[request.request_id]
    assert (payload.source, payload.collecting_source, payload.brand) == (
        "sources/second",
        "sources/sandbox",
        BRAND,
    )


async def test_an_answer_without_a_chosen_account_leaves_it_to_the_listener(road, alice):
    stub = road.stub(alice)
    await road.publish(scored("1"))
    request = answer(await claimed(stub))
    await until(stub, await stub.CreateReply(request), "SENT")
    payload = road.listener.payloads[request.request_id]
    assert (payload.source, payload.collecting_source) == ("", "sources/sandbox")


async def test_an_answer_is_signed_once_and_its_signature_counts(road, alice):
    stub = road.stub(alice)
    await sign(road)
    await road.publish(scored("1"))
    opportunity = await claimed(stub)
    await shown_once(stub, opportunity.name, lambda found: found.reply_signature == " ^A")
    assert (await refusal(stub.CreateReply(answer(opportunity, "x" * 78)))).reason == "TEXT_TOO_LONG"
    road.listener.moods = ["failed"]
    request = answer(opportunity)
    first = await stub.CreateReply(request)
    assert (first.text, first.signature) == ("We are on it. ^A", " ^A")
    await until(stub, first, "FAILED")
    await sign(road, " ~ {name}")
    await shown_once(stub, opportunity.name, lambda found: found.reply_signature == " ~ alice")
    assert (await stub.CreateReply(request)).name == first.name
    await sign(road)
    await shown_once(stub, opportunity.name, lambda found: found.reply_signature == " ^A")
    again = await claimed(stub)
    edited = await stub.CreateReply(answer(again, first.text.replace("on it", "really on it")))
    assert edited.text == "We are really on it. ^A"
    await until(stub, edited, "SENT")
    assert road.listener.payloads[edited.request_id].text == "We are really on it. ^A"
