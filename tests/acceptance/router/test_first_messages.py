"""Writing to somebody who did not write first: held, sent like any answer, gone on with when they answer."""

from __future__ import annotations

import asyncio
import uuid

import grpc
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import conversation_service_pb2 as messages
from antiphon.routing.v1 import conversation_service_pb2_grpc as grpc_messages
from antiphon.routing.v1 import drafting_service_pb2 as drafting_messages
from antiphon.routing.v1 import drafting_service_pb2_grpc as drafting_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from antiphon.routing.v1 import staffing_service_pb2_grpc as staffing_grpc
from services.common.model import identity
from services.common.rpc import errors as rpc_errors
from tests.acceptance.router.conftest import BRAND, NETWORK, claimed, deletion, reply_to, scored, until
from tests.acceptance.router.test_road import refusal
from tests.acceptance.router.test_staffing_calls import LEAD
from tests.fixtures.nats import eventually

S = routing.Opportunity
Fact = events_pb2.CapabilityFact
AUTHOR = "sandbox:-:mira"


@pytest.fixture
async def open_road(road):
    """The road where the network, and e-mail, take first messages, and the forum none."""
    may = [Fact.ACTION_ANSWER, Fact.ACTION_WRITE_FIRST]
    for network, actions in ((NETWORK, may), ("email", may), ("forum", [Fact.ACTION_ANSWER])):
        fact = Fact(network=network, reply_mode=Fact.REPLY_MODE_API, actions=actions, display_name=network)
        await road.bus.publish_reference("capability", network, events_pb2.ReferenceFact(capability=fact))
    return road


def wish(network=NETWORK, recipient="@mira", request_id="", **more):
    return messages.StartConversationRequest(
        brand=BRAND,
        network=network,
        recipient=recipient,
        request_id=request_id or str(uuid.uuid4()),
        **more,
    )


async def begun(road, who, request):
    """The conversation, once the router has heard that the network takes it."""
    stub = grpc_messages.ConversationServiceStub(road.channel(who))
    for _ in range(200):
        try:
            return await stub.StartConversation(request)
        except grpc.aio.AioRpcError as fault:
            if rpc_errors.refusal_of(fault).reason != "NOT_REPLYABLE":
                raise
        await asyncio.sleep(0.02)
    return await stub.StartConversation(request)


async def test_whoever_begins_holds_it_and_the_answer_goes_to_whom_it_is_for(open_road, alice):
    stub = open_road.stub(alice)
    found = await begun(open_road, alice, wish(title="Your parcel", reason="It was found."))
    assert (found.state, found.lease.holder, found.brand) == (S.STATE_CLAIMED, "user:alice", BRAND)
    assert (found.mention.author.handle, found.mention.author.key) == ("mira", AUTHOR)
    assert found.explanation.sentence == "Somebody of the team wrote first."
    reply = await until(stub, await reply_to(stub, found, "We found your parcel."), "SENT")
    payload = open_road.listener.payloads[reply.request_id]
    assert (payload.recipient, payload.title, payload.text) == (
        "mira",
        "Your parcel",
        "We found your parcel.",
    )
    after = await stub.GetOpportunity(routing.GetOpportunityRequest(name=found.name))
    assert after.state == S.STATE_RESOLVED


async def test_what_is_written_back_belongs_to_it(open_road, alice):
    stub = open_road.stub(alice)
    found = await begun(open_road, alice, wish())
    await until(stub, await reply_to(stub, found), "SENT")
    back = scored("back", conversation="answer", key=AUTHOR, handle="mira")
    back.item.mention.parent_key = "sandbox:-:answer"
    back.item.mention.create_time.GetCurrentTime()
    await open_road.publish(back)
    again = await claimed(stub)
    assert again.name == found.name
    assert again.mention.key == "sandbox:-:back"
    reply = await until(stub, await reply_to(stub, again, "Good to hear."), "SENT")
    payload = open_road.listener.payloads[reply.request_id]
    assert (payload.recipient, payload.mention_key) == ("", "sandbox:-:back")


def written_back(native_id, conversation="answer"):
    """What somebody writes to us, privately, after we wrote first."""
    back = scored(native_id, conversation=conversation, key=AUTHOR, handle="mira")
    back.item.mention.private = True
    back.item.mention.create_time.GetCurrentTime()
    return back


async def test_what_was_confirmed_by_hand_is_gone_on_with_in_private(open_road, alice):
    stub = open_road.stub(alice)
    found = await begun(open_road, alice, wish())
    open_road.listener.moods = ["unconfirmed"]
    reply = await until(stub, await reply_to(stub, found), "UNCONFIRMED")
    drafting = drafting_grpc.DraftingServiceStub(open_road.channel(alice))
    await drafting.ConfirmReply(drafting_messages.ConfirmReplyRequest(name=reply.name))
    await open_road.publish(written_back("elsewhere", conversation="elsewhere"))
    again = await claimed(stub)
    assert (again.name, again.mention.key) == (found.name, "sandbox:-:elsewhere")


async def test_nothing_more_is_written_below_what_nobody_answered(open_road, alice):
    stub = open_road.stub(alice)
    found = await begun(open_road, alice, wish())
    await until(stub, await reply_to(stub, found), "SENT")
    await open_road.publish(written_back("back"))
    again = await claimed(stub)
    await open_road.publish(deletion("back"))

    async def gone():
        shown = await stub.GetOpportunity(routing.GetOpportunityRequest(name=found.name))
        return shown.mention.key == found.mention.key

    await eventually(gone)
    fault = await refusal(reply_to(stub, again, "Are you there?"))
    assert (fault.reason, "begin another conversation" in fault.message) == ("WRONG_STATE", True)
    assert len(open_road.listener.published) == 1


async def test_a_mention_that_is_gone_is_refused_and_not_a_fault(open_road, alice):
    stub = open_road.stub(alice)
    await open_road.publish(scored("1"))
    found = await claimed(stub)
    await open_road.publish(deletion("1"))

    async def gone():
        shown = await stub.GetOpportunity(routing.GetOpportunityRequest(name=found.name))
        return not shown.mention.key

    await eventually(gone)
    assert (await refusal(reply_to(stub, found))).reason in {"WRONG_STATE", "LEASE_LOST"}


async def test_who_is_away_begins_nothing_and_full_hands_take_nothing_more(open_road, alice):
    begin = grpc_messages.ConversationServiceStub(open_road.channel(alice)).StartConversation
    staff = staffing_grpc.StaffingServiceStub(open_road.channel(LEAD))
    agent = staffing.Agent(name="agents/alice", hard_capacity=1)
    await staff.CreateAgent(staffing.CreateAgentRequest(agent=agent))
    present = staffing_grpc.StaffingServiceStub(open_road.channel(alice)).SetPresence
    await present(staffing.SetPresenceRequest(status=staffing.Agent.STATUS_AVAILABLE))
    request = wish()
    first = await begun(open_road, alice, request)
    assert (await refusal(begin(wish(recipient="noor")))).reason == "CAPACITY_FULL"
    assert (await begin(request)).name == first.name
    await present(staffing.SetPresenceRequest(status=staffing.Agent.STATUS_AWAY))
    assert (await refusal(begin(wish(recipient="noor")))).reason == "NOT_ELIGIBLE"


async def test_who_somebody_is_is_asked_once_and_never_guessed(open_road, alice):
    request = wish(author_key=AUTHOR)
    await begun(open_road, alice, request)
    await begun(open_road, alice, request)
    assert open_road.listener.calls.count("FindAuthor") == 1
    another = await refusal(begun(open_road, alice, wish(author_key="sandbox:-:noor")))
    assert (another.reason, another.metadata["field"]) == ("INVALID_FIELD", "author_key")
    missing = await refusal(begun(open_road, alice, wish(recipient="nobody")))
    assert (missing.reason, missing.metadata["field"]) == ("INVALID_FIELD", "recipient")
    assert "nobody on the sandbox is called so" in missing.message


async def test_asking_again_under_the_same_id_begins_nothing_more(open_road, alice, bob):
    request = wish()
    first = await begun(open_road, alice, request)
    assert (await begun(open_road, alice, request)).name == first.name
    held = await refusal(begun(open_road, bob, request))
    assert held.reason == "LEASE_HELD"
    other = wish(recipient="noor", request_id=request.request_id)
    assert (await refusal(begun(open_road, alice, other))).reason == "REQUEST_ID_REUSED"


async def test_what_failed_comes_back_with_its_words(open_road, alice):
    stub = open_road.stub(alice)
    found = await begun(open_road, alice, wish())
    open_road.listener.moods = ["failed"]
    await until(stub, await reply_to(stub, found), "FAILED")
    after = await claimed(stub)
    assert (after.name, after.latest_reply.reason) == (found.name, "The author blocks the brand.")


async def test_what_cannot_be_is_refused_with_a_remedy(open_road, alice):
    stub = grpc_messages.ConversationServiceStub(open_road.channel(alice))
    await begun(open_road, alice, wish())
    for request, reason, words in (
        (wish("forum"), "NOT_REPLYABLE", "do it there"),
        (wish("email", "mira@there.example"), "INVALID_FIELD", "needs a subject"),
        (wish(recipient=" @ "), "INVALID_FIELD", "it is empty"),
        (wish(recipient="mira noor"), "INVALID_FIELD", "without spaces"),
        (wish(recipient="a" * 321), "INVALID_FIELD", "one handle"),
        (wish(network=""), "INVALID_FIELD", "required"),
        (wish(author_key="x:-:mira"), "INVALID_FIELD", "not of sandbox"),
        (wish(author_key="mira"), "INVALID_FIELD", "network:site:native_id"),
        (wish(title="t" * 201), "INVALID_FIELD", "shorten it"),
        (wish(request_id="first"), "INVALID_FIELD", "UUID"),
    ):
        found = await refusal(stub.StartConversation(request))
        assert (found.reason, words in found.message) == (reason, True), found
    strange = wish()
    strange.brand = "brands/nobody"
    lead = grpc_messages.ConversationServiceStub(open_road.channel(LEAD))
    assert (await refusal(lead.StartConversation(strange))).reason == "NOT_FOUND"
    strange.brand = "brands/bolt"
    assert (await refusal(stub.StartConversation(strange))).reason == "NOT_PERMITTED"


async def test_nobody_is_written_to_who_asked_to_be_forgotten(open_road, alice):
    await begun(open_road, alice, wish(recipient="noor"))
    erasure = events_pb2.AuthorErasure(author_key_sha256=identity.author_digest(AUTHOR))
    erasure.erase_time.GetCurrentTime()
    await open_road.bus.publish("erasures.author", erasure.SerializeToString(), message_id=str(uuid.uuid4()))
    stub = grpc_messages.ConversationServiceStub(open_road.channel(alice))

    async def refused():
        try:
            await stub.StartConversation(wish())
        except grpc.aio.AioRpcError:
            return True
        return False

    await eventually(refused)
    assert (await refusal(stub.StartConversation(wish()))).reason == "WRONG_STATE"
