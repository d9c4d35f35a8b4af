"""One mention through the router: from the log into the queue, to an agent, and out again."""

from __future__ import annotations

import asyncio

import grpc
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.bus import fresh_id
from services.common.model import identity
from services.common.rpc import errors as rpc_errors
from tests.acceptance.router.conftest import BRAND, claimed, deletion, reply_to, scored, until
from tests.fixtures.nats import eventually

S = routing.Opportunity


async def refusal(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return rpc_errors.refusal_of(caught.value)


async def listed(stub, *states):
    answer = await stub.ListOpportunities(routing.ListOpportunitiesRequest(states=states))
    return list(answer.opportunities)


async def waiting(stub, count, *states):
    """The queue, once it has that many."""

    async def enough():
        return len(await listed(stub, *states)) == count

    await eventually(enough)
    return await listed(stub, *states)


async def test_a_mention_becomes_an_opportunity_that_is_answered_and_resolved(road, alice):
    stub = road.stub(alice)
    await road.publish(scored("1"))
    opportunity = await claimed(stub)
    assert opportunity.state == S.STATE_CLAIMED
    assert opportunity.lease.holder == "user:alice"
    assert opportunity.replyability == S.REPLYABILITY_REPLY_API
    assert opportunity.explanation.policy == "default@3"
    assert opportunity.explanation.rule == "asks-the-brand"
    assert sum(part.points for part in opportunity.explanation.parts) == opportunity.priority
    assert [mention.key for mention in opportunity.mentions] == ["sandbox:-:1"]
    sent = await until(stub, await reply_to(stub, opportunity), "SENT")
    assert sent.link == "http://sandbox.test/answer"
    assert road.listener.payloads[sent.request_id].collecting_source == "sources/sandbox"
    after = await stub.GetOpportunity(routing.GetOpportunityRequest(name=opportunity.name))
    assert after.state == S.STATE_RESOLVED
    assert after.latest_reply.state == routing.Reply.STATE_SENT


async def test_the_queue_gives_the_weightiest_first_and_lists_in_the_same_order(road, alice):
    stub = road.stub(alice)
    await road.publish(
        scored("1", "@acme is the shop open on Sunday?", compound=0.0),
        scored(
            "2", "@acme I was injured by your product, my lawyer will sue, nobody answers!", compound=-0.9
        ),
        scored("3", "@acme my parcel is late, please help me today", compound=-0.4),
        scored("4", "what a lovely day", compound=0.6),
    )
    queue = await waiting(stub, 3)
    assert [found.mention.native_id for found in queue] == ["2", "3", "1"]
    assert [(await claimed(stub)).mention.native_id for _ in queue] == ["2", "3", "1"]
    empty = await refusal(stub.ClaimNextOpportunity(routing.ClaimNextOpportunityRequest()))
    assert empty.reason == "QUEUE_EMPTY"


async def test_pages_give_every_opportunity_once(road, alice):
    stub = road.stub(alice)
    await road.publish(*(scored(str(number)) for number in range(7)))
    await waiting(stub, 7)
    seen, token = [], ""
    while True:
        request = routing.ListOpportunitiesRequest(page_size=3, page_token=token)
        page = await stub.ListOpportunities(request)
        seen += [found.mention.native_id for found in page.opportunities]
        if not (token := page.next_page_token):
            break
    assert seen == [str(number) for number in range(7)]
    other = routing.ListOpportunitiesRequest(page_token=token or "bm9uc2Vuc2U", brand=BRAND)
    assert (await refusal(stub.ListOpportunities(other))).metadata["field"] == "page_token"


async def test_the_brief_view_tells_what_rows_show_and_leaves_out_only_what_is_behind_it(road, alice):
    stub = road.stub(alice)
    item = scored("1")
    item.score.sentiment.terms.add(text="lost", valence=-1.3)
    await road.publish(item)
    await waiting(stub, 1)
    views = routing.Opportunity.View
    (whole,), (brief,) = [
        (await stub.ListOpportunities(routing.ListOpportunitiesRequest(view=view))).opportunities
        for view in (views.VIEW_UNSPECIFIED, views.VIEW_BASIC)
    ]
    assert whole.score.sentiment.terms
    assert whole.explanation.parts
    assert brief.explanation.sentence
    assert brief.ByteSize() < whole.ByteSize()
    shown = type(brief.score)(sentiment=whole.score.sentiment)
    shown.sentiment.ClearField("terms")
    shown.sentiment.ClearField("reasons")
    whole.score.CopyFrom(shown)
    for field in ("parts", "values"):
        whole.explanation.ClearField(field)
    for view in (whole, brief):
        view.ClearField("clocks")  # which go on between the two calls
    assert brief == whole


async def test_a_second_agent_cannot_have_what_the_first_holds(road, alice, bob):
    first, second = road.stub(alice), road.stub(bob)
    await road.publish(scored("1"))
    opportunity = await claimed(first)
    held = await refusal(second.ClaimOpportunity(routing.ClaimOpportunityRequest(name=opportunity.name)))
    assert (held.reason, held.metadata["holder"]) == ("LEASE_HELD", "user:alice")
    seen = await second.GetOpportunity(routing.GetOpportunityRequest(name=opportunity.name))
    assert seen.lease.token == 0
    stolen = await refusal(reply_to(second, opportunity))
    assert stolen.reason == "LEASE_LOST"
    again = await first.ClaimOpportunity(routing.ClaimOpportunityRequest(name=opportunity.name))
    assert again.lease.token == opportunity.lease.token
    await first.ReleaseOpportunity(
        routing.ReleaseOpportunityRequest(name=opportunity.name, lease_token=opportunity.lease.token)
    )
    taken = await claimed(second)
    assert taken.lease.token == opportunity.lease.token + 1
    assert taken.rank_time == opportunity.rank_time
    lost = await refusal(
        first.RenewLease(
            routing.RenewLeaseRequest(name=opportunity.name, lease_token=opportunity.lease.token)
        )
    )
    assert lost.reason == "LEASE_LOST"


async def test_agents_see_and_get_only_their_brands(road, alice, bob):
    stub = road.stub(alice)
    await road.publish(scored("1", "@bolt please help me", brand="brands/bolt"))
    (foreign,) = await waiting(road.stub(bob), 1)
    assert await listed(stub) == []
    unknown = await refusal(stub.GetOpportunity(routing.GetOpportunityRequest(name=foreign.name)))
    assert unknown.reason == "NOT_FOUND"
    empty = await refusal(stub.ClaimNextOpportunity(routing.ClaimNextOpportunityRequest()))
    assert empty.reason == "QUEUE_EMPTY"
    request = routing.ClaimNextOpportunityRequest(brand="brands/bolt")
    assert (await refusal(stub.ClaimNextOpportunity(request))).reason == "NOT_PERMITTED"


async def test_an_expired_lease_returns_its_opportunity_to_its_place(around, alice, bob):
    import dataclasses

    from services.common.config import RouterSettings
    from tests.acceptance.router.conftest import started

    quick = RouterSettings(lease_seconds=5.0, tick_seconds=0.05)
    around.settings = dataclasses.replace(around.settings, router=quick)
    async with started(around):
        first, second = around.stub(alice), around.stub(bob)
        await around.publish(scored("1"))
        opportunity = await claimed(first)

        async def free():
            found = await second.GetOpportunity(routing.GetOpportunityRequest(name=opportunity.name))
            return found.state == S.STATE_OPEN

        await eventually(free)
        taken = await claimed(second)
        assert taken.lease.token == opportunity.lease.token + 1
        lost = await refusal(reply_to(first, opportunity))
        assert lost.reason == "LEASE_LOST"


async def test_a_new_mention_reopens_what_was_dismissed_and_joins_what_waits(road, alice):
    stub = road.stub(alice)
    await road.publish(scored("1"))
    opportunity = await claimed(stub)
    dismissed = await stub.DismissOpportunity(
        routing.DismissOpportunityRequest(
            name=opportunity.name, lease_token=opportunity.lease.token, reason="spam"
        )
    )
    assert dismissed.state == S.STATE_DISMISSED
    await road.publish(scored("2", conversation="1"))
    (reopened,) = await waiting(stub, 1)
    assert (reopened.name, reopened.mention.native_id, reopened.mention_count) == (opportunity.name, "2", 2)
    whole = await stub.GetOpportunity(routing.GetOpportunityRequest(name=opportunity.name))
    assert [mention.native_id for mention in whole.mentions] == ["1", "2"]


async def test_deleting_all_mentions_withdraws(road, alice):
    stub = road.stub(alice)
    await road.publish(scored("1"), scored("2", conversation="1"))
    await waiting(stub, 1)
    await road.publish(deletion("1"))

    async def one_left():
        (found,) = await listed(stub)
        return found.mention_count == 1

    await eventually(one_left)
    await road.publish(deletion("2"))
    (gone,) = await waiting(stub, 1, S.STATE_WITHDRAWN)
    assert gone.mention.text == ""


async def test_the_brands_own_posts_never_enter_the_queue(road, alice, lead):
    stub = road.stub(alice)
    await road.publish(scored("1", "Please help us, we are down", handle="acme_official"), scored("2"))
    (only,) = await waiting(stub, 1)
    assert only.mention.native_id == "2"
    answer = await road.stub(lead).ListDecisions(routing.ListDecisionsRequest())
    outcomes = {found.mention_key: found.outcome for found in answer.decisions}
    assert outcomes["sandbox:-:1"] == routing.Decision.OUTCOME_OWN
    assert outcomes["sandbox:-:2"] == routing.Decision.OUTCOME_QUEUED


async def test_an_erased_author_leaves_no_words_behind_and_does_not_come_back(road, alice, lead):
    stub = road.stub(alice)
    await road.publish(scored("1", key="sandbox:-:eve"), scored("2", key="sandbox:-:adam"))
    await waiting(stub, 2)
    erasure = events_pb2.AuthorErasure(author_key_sha256=identity.author_digest("sandbox:-:eve"))
    erasure.erase_time.GetCurrentTime()
    await road.bus.publish("erasures.author", erasure.SerializeToString(), message_id=fresh_id())
    (gone,) = await waiting(stub, 1, S.STATE_WITHDRAWN)
    assert not gone.HasField("mention")
    assert gone.explanation.sentence == "Its author asked to be forgotten."
    shown = await stub.GetOpportunity(routing.GetOpportunityRequest(name=gone.name))
    assert (shown.state, shown.explanation.sentence) == (S.STATE_WITHDRAWN, gone.explanation.sentence)
    await road.publish(deletion("1"), scored("3", key="sandbox:-:eve"), scored("4", key="sandbox:-:adam"))
    left = await waiting(stub, 2)
    assert {found.mention.native_id for found in left} == {"2", "4"}
    answer = await road.stub(lead).ListDecisions(routing.ListDecisionsRequest())
    outcomes = {found.mention_key: found.outcome for found in answer.decisions}
    assert outcomes["sandbox:-:3"] == routing.Decision.OUTCOME_ERASED


async def test_the_summary_and_the_decisions_add_up(road, alice, lead):
    stub = road.stub(lead)
    await road.publish(*(scored(str(number)) for number in range(5)), scored("x", "lovely day", compound=0.5))
    await road.publish(*(scored(str(number)) for number in range(5)))
    await waiting(stub, 5)
    await claimed(road.stub(alice))
    found = await stub.GetQueueSummary(routing.GetQueueSummaryRequest())
    assert dict(found.opportunity_counts) == {"OPEN": 4, "CLAIMED": 1}
    assert found.decision_count == 6
    assert found.HasField("longest_wait")
    seen, token = [], ""
    while True:
        page = await stub.ListDecisions(routing.ListDecisionsRequest(page_size=4, page_token=token))
        seen += [decision.mention_key for decision in page.decisions]
        if not (token := page.next_page_token):
            break
    assert len(seen) == len(set(seen)) == 6
    start = page.decisions[-1].decide_time
    later = await stub.ListDecisions(routing.ListDecisionsRequest(start_time=start))
    assert later.decisions[-1] == page.decisions[-1]
    start.seconds += 60
    assert not (await stub.ListDecisions(routing.ListDecisionsRequest(start_time=start))).decisions


async def test_changes_are_told_on_the_log(road, alice):
    heard = []

    async def listen():
        view = road.bus.live(["engagements.>"], start="all")
        async for message in view:
            event = events_pb2.EngagementEvent.FromString(message.payload)
            heard.append(event)

    listening = asyncio.create_task(listen())
    stub = road.stub(alice)
    await road.publish(scored("1"))
    opportunity = await claimed(stub)
    await until(stub, await reply_to(stub, opportunity), "SENT")
    kinds = events_pb2.EngagementEvent
    await eventually(lambda: len(heard) >= 6)
    told = [(kinds.Kind.Name(found.kind).removeprefix("KIND_"), found.reply_state) for found in heard]
    assert told[:4] == [
        ("OPPORTUNITY_OPENED", ""),
        ("OPPORTUNITY_CLAIMED", ""),
        ("REPLY_CHANGED", "QUEUED"),
        ("REPLY_CHANGED", "SENDING"),
    ]
    assert set(told[4:]) == {("OPPORTUNITY_RESOLVED", ""), ("REPLY_CHANGED", "SENT")}
    assert heard[1].actor == "user:alice"
    await road.publish(*(scored(str(number)) for number in range(10, 40)))
    await eventually(lambda: heard[-1].opportunity == "opportunities/-")
    listening.cancel()


async def test_two_agents_never_get_the_same_opportunity(road, alice, bob):
    await road.publish(*(scored(str(number)) for number in range(20)))
    first, second = road.stub(alice), road.stub(bob)
    await waiting(first, 20)
    request = routing.ClaimNextOpportunityRequest()
    taken = await asyncio.gather(
        *(stub.ClaimNextOpportunity(request) for stub in (first, second) for _ in range(10))
    )
    assert len({found.name for found in taken}) == 20
