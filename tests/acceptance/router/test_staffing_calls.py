"""Staffing over gRPC, with the router's own jobs running."""

from __future__ import annotations

import asyncio

import grpc
import grpc.aio
import pytest

from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from antiphon.routing.v1 import staffing_service_pb2_grpc as staffing_grpc
from services.common.model.principal import Principal
from services.common.rpc import channels
from services.common.rpc import errors as rpc_errors
from tests.acceptance.router.conftest import BRAND, scored

LEAD = Principal("lea", "user", frozenset({"lead"}))
ALICE = Principal("alice", "user", frozenset({"agent"}))
BOB = Principal("bob", "user", frozenset({"agent"}))
Agent = staffing.Agent


def stub(road, who):
    channel = channels.open(f"127.0.0.1:{road.port}", road.settings, signer=road.signer, principal=who)
    road.channels.append(channel)
    return staffing_grpc.StaffingServiceStub(channel)


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return rpc_errors.refusal_of(caught.value)


async def until(ask, seconds=30):
    """What a question answers, as soon as the answer is there."""
    async with asyncio.timeout(seconds):
        while not (found := await ask()):
            await asyncio.sleep(0.05)
    return found


async def test_work_is_pushed_declined_accepted_tagged_put_aside_and_handed_over(road):
    lead, alice, bob = (stub(road, who) for who in (LEAD, ALICE, BOB))
    general = staffing.Queue(name="queues/general", assignment=staffing.Queue.ASSIGNMENT_PUSH)
    made = await lead.CreateQueue(staffing.CreateQueueRequest(queue=general))
    assert "no agent is set up who could be offered it" in made.warnings[0]
    for name in ("alice", "bob"):
        await lead.CreateAgent(staffing.CreateAgentRequest(agent=Agent(name=f"agents/{name}")))
    assert not (await lead.GetQueue(staffing.GetQueueRequest(name="queues/general"))).warnings
    await alice.SetPresence(staffing.SetPresenceRequest(status=Agent.STATUS_AVAILABLE))
    await road.publish(scored("one"))

    async def offered(who):
        return (await who.ListOffers(staffing.ListOffersRequest())).offers

    (offer,) = await until(lambda: offered(alice))
    declined = await alice.DeclineOffer(staffing.DeclineOfferRequest(opportunity=offer.opportunity))
    assert declined.state == routing.Opportunity.STATE_OPEN
    await bob.SetPresence(staffing.SetPresenceRequest(status=Agent.STATUS_AVAILABLE))
    (offer,) = await until(lambda: offered(bob))
    taken = await bob.AcceptOffer(staffing.AcceptOfferRequest(opportunity=offer.opportunity))
    assert (taken.queue, taken.lease.holder, taken.last_holder) == ("queues/general", "user:bob", "user:bob")
    tagged = await bob.TagOpportunity(staffing.TagOpportunityRequest(name=taken.name, add=["Refund"]))
    assert list(tagged.tags) == ["refund"]
    wish = staffing.SnoozeOpportunityRequest(name=taken.name, lease_token=taken.lease.token)
    assert (await bob.SnoozeOpportunity(wish)).state == routing.Opportunity.STATE_SNOOZED
    await road.publish(scored("two", conversation="one"))

    async def back():
        found = await road.stub(ALICE).GetOpportunity(routing.GetOpportunityRequest(name=taken.name))
        return found if found.state != routing.Opportunity.STATE_SNOOZED else None

    assert (await until(back)).mention_count == 2


async def test_who_is_no_lead_sets_nothing_up_and_nobody_elses_status(road):
    alice, lead = stub(road, ALICE), stub(road, LEAD)
    denied = await refused(alice.CreateAgent(staffing.CreateAgentRequest(agent=Agent(name="agents/alice"))))
    assert denied.reason == "NOT_PERMITTED"
    unknown = await refused(alice.SetPresence(staffing.SetPresenceRequest(status=Agent.STATUS_BUSY)))
    assert unknown.reason == "NOT_FOUND"
    await lead.CreateAgent(staffing.CreateAgentRequest(agent=Agent(name="agents/bob")))
    request = staffing.SetPresenceRequest(name="agents/bob", status=Agent.STATUS_AWAY)
    assert (await refused(alice.SetPresence(request))).reason == "NOT_PERMITTED"
    assert (await lead.SetPresence(request)).status == Agent.STATUS_AWAY
    vanished = staffing.SetPresenceRequest(name="agents/bob", status=Agent.STATUS_VANISHED)
    assert "router's word" in (await refused(lead.SetPresence(vanished))).message


async def test_lists_go_over_pages_and_bad_set_ups_are_refused_with_the_remedy(road):
    lead = stub(road, LEAD)
    for name in ("a", "b", "c"):
        await lead.CreateQueue(staffing.CreateQueueRequest(queue=staffing.Queue(name=f"queues/{name}")))
    page = await lead.ListQueues(staffing.ListQueuesRequest(page_size=2))
    rest = await lead.ListQueues(staffing.ListQueuesRequest(page_size=2, page_token=page.next_page_token))
    assert [one.name for one in (*page.queues, *rest.queues)] == ["queues/a", "queues/b", "queues/c"]
    assert not rest.next_page_token
    circle = staffing.Queue(name="queues/a", overflow_queue="queues/a", overflow_after_seconds=5)
    told = await refused(lead.UpdateQueue(staffing.UpdateQueueRequest(queue=circle)))
    assert told.metadata["field"] == "queue.overflow_queue"
    again = await refused(
        lead.CreateQueue(staffing.CreateQueueRequest(queue=staffing.Queue(name="queues/a")))
    )
    assert again.reason == "ALREADY_EXISTS"
    nobody = staffing.Agent(name="agents/x", hard_capacity=0)
    told = await refused(lead.CreateAgent(staffing.CreateAgentRequest(agent=nobody)))
    assert told.metadata["field"] == "agent.hard_capacity"


async def test_what_was_ended_is_taken_in_again_and_what_was_never_collected_is_not(road):
    alice, agent = stub(road, ALICE), road.stub(ALICE)
    await road.publish(scored("one"))

    async def there():
        return (await agent.ListOpportunities(routing.ListOpportunitiesRequest())).opportunities

    (found,) = await until(there)
    await agent.DismissOpportunity(routing.DismissOpportunityRequest(name=found.name))
    wish = staffing.TakeOpportunityRequest(brand=BRAND, mention_key=found.mention.key)
    assert (await alice.TakeOpportunity(wish)).state == routing.Opportunity.STATE_OPEN
    wish.mention_key = "sandbox:-:never"
    assert (await refused(alice.TakeOpportunity(wish))).reason == "NOT_FOUND"


async def test_what_was_only_watched_is_taken_in_with_its_words(road):
    alice, analyst = stub(road, ALICE), road.stub(Principal("ann", "user", frozenset({"analyst"})))
    item = scored("chatter", "nice weather", compound=0.0)
    await road.publish(item)

    async def decided():
        return (await analyst.ListDecisions(routing.ListDecisionsRequest())).decisions

    (decision,) = await until(decided)
    assert decision.outcome == routing.Decision.OUTCOME_WATCHED
    mention = item.item.mention
    wish = staffing.TakeOpportunityRequest(brand=BRAND, mention_key=mention.key)
    assert (await refused(alice.TakeOpportunity(wish))).metadata["field"] == "mention"
    wish.mention.CopyFrom(mention)
    taken = await alice.TakeOpportunity(wish)
    assert (taken.state, taken.mention.text) == (routing.Opportunity.STATE_OPEN, "nice weather")
    assert taken.explanation.sentence == "Somebody took it in by hand."
    assert (await alice.TakeOpportunity(wish)).name == taken.name


async def test_nobody_replaces_a_queue_or_an_agent_that_somebody_else_changed_meanwhile(road):
    lead = stub(road, LEAD)
    first = await lead.CreateQueue(staffing.CreateQueueRequest(queue={"name": "queues/general"}))
    changed = staffing.Queue(name=first.name, head_start_seconds=60)
    based = {"based_on_time": first.update_time}
    second = await lead.UpdateQueue(staffing.UpdateQueueRequest(queue=changed, **based))
    refusal = await refused(lead.UpdateQueue(staffing.UpdateQueueRequest(queue=first, **based)))
    assert (refusal.reason, second.update_time == first.update_time) == ("STALE_VERSION", False)
    assert (await lead.GetQueue(staffing.GetQueueRequest(name=first.name))).head_start_seconds == 60

    agent = await lead.CreateAgent(staffing.CreateAgentRequest(agent={"name": "agents/alice"}))
    based = {"based_on_time": agent.update_time, "allow_missing": True}
    await lead.UpdateAgent(staffing.UpdateAgentRequest(agent=agent, **based))
    assert (await refused(lead.UpdateAgent(staffing.UpdateAgentRequest(agent=agent, **based)))).reason == (
        "STALE_VERSION"
    )
    await lead.DeleteAgent(staffing.DeleteAgentRequest(name=agent.name))
    refusal = await refused(lead.UpdateAgent(staffing.UpdateAgentRequest(agent=agent, **based)))
    assert "was deleted since" in str(refusal)
