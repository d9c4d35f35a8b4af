"""Brands that agents practise with: what is answered for them never leaves for where customers are."""

from __future__ import annotations

import uuid

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import care_service_pb2 as care
from antiphon.routing.v1 import care_service_pb2_grpc as care_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model.principal import Principal
from services.common.rpc import channels
from services.router.adapters.outbox import Outbox
from services.router.core import answering, opportunities, replies, world
from services.router.store import accepting, intake, queue, tables
from tests.acceptance.router.conftest import claimed, reply_to, scored, started, until
from tests.acceptance.router.test_crashes import ALICE, TTL, WAITS, World, lease_of, states
from tests.acceptance.router.test_road import refusal

SCHOOL = "brands/school"


def elsewhere(native_id, **more):
    """A mention of a network where customers are."""
    item = scored(native_id, **more)
    mention = item.item.mention
    mention.key = mention.conversation_key = f"forum:-:{native_id}"
    mention.network = "forum"
    return item


async def describe(bus, *, training):
    """Tells the router of the brand, and of a network where customers are."""
    brand = events_pb2.BrandFact(name=SCHOOL, display_name="School", training=training)
    fact = events_pb2.CapabilityFact(
        network="forum", reply_mode=events_pb2.CapabilityFact.REPLY_MODE_API, max_reply_length=80
    )
    await bus.publish_reference("brand", "school", events_pb2.ReferenceFact(brand=brand))
    await bus.publish_reference("capability", "forum", events_pb2.ReferenceFact(capability=fact))


async def test_an_answer_of_practice_to_another_network_is_refused_as_it_is_written(around, bob):
    await describe(around.bus, training=True)
    async with started(around):
        stub = around.stub(bob)
        await around.publish(elsewhere("1", brand=SCHOOL))
        found = await claimed(stub)
        refused = await refusal(reply_to(stub, found))
        assert refused.reason == "NOT_REPLYABLE"
        assert "practise" in refused.message
        assert around.listener.calls == []


async def test_practice_on_the_sandbox_is_answered_like_anything_else(around, bob):
    await describe(around.bus, training=True)
    async with started(around):
        stub = around.stub(bob)
        await around.publish(scored("1", brand=SCHOOL))
        held = await claimed(stub)
        assert held.training
        sent = await until(stub, await reply_to(stub, held), "SENT")
        assert sent.link == "http://sandbox.test/answer"


async def test_an_answer_that_was_accepted_before_never_leaves_the_outbox(
    open_database, listener, settings, signer
):
    database, (pretend, address) = await open_database("router"), listener
    request_id = str(uuid.uuid4())

    def accept(conn):
        intake.record(conn, [elsewhere("1")], World(), WAITS)
        held = queue.claim_next(conn, ALICE, "", TTL)
        accepting.create(conn, ALICE, answering.Wish(held.uid, request_id, "Soon.", 1), World())

    await database.write(accept)
    async with channels.open(
        address, settings, signer=signer, principal=Principal("router", "service")
    ) as channel:
        outbox = Outbox(
            database,
            channel,
            WAITS,
            0.001,
            on_events=lambda: None,
            trains={"brands/acme"}.__contains__,
        )
        await outbox.round(await lease_of(database))
    assert await states(database) == (replies.FAILED, opportunities.OPEN)
    assert pretend.calls == []
    reason = await database.read(lambda conn: conn.execute(tables.replies.select()).one().reason)
    assert reason.startswith("Agents practise with brands/acme")


async def test_practice_is_left_out_of_what_calls_people(open_database):
    database = await open_database("router")
    items = [scored("1"), scored("2", brand=SCHOOL)]
    await database.write(lambda conn: intake.record(conn, items, World(), WAITS))
    everything = await database.read(queue.counts)
    without = await database.read(lambda conn: queue.counts(conn, {SCHOOL}))
    assert (everything[opportunities.OPEN], without[opportunities.OPEN]) == (2, 1)


async def test_reports_of_care_leave_practice_out_unless_it_is_named(around, bob, lead):
    await describe(around.bus, training=True)
    async with started(around):
        stub = around.stub(bob)
        await around.publish(scored("1", brand=SCHOOL))
        await until(stub, await reply_to(stub, await claimed(stub)), "SENT")
        reports = care_grpc.CareServiceStub(around.channel(lead))

        async def report(brand=""):
            return await reports.GetCareReport(care.GetCareReportRequest(filter=care.CareFilter(brand=brand)))

        overall, named = await report(), await report(SCHOOL)
        assert (overall.total.taken_count, named.total.taken_count) == (0, 1)
        assert f"Practice is not counted: {SCHOOL}; name the brand to see it." in overall.unseen
        assert not [line for line in named.unseen if "Practice" in line]
        steps = await reports.ListCareSteps(care.ListCareStepsRequest())
        assert list(steps.steps) == []


def test_facts_say_which_brands_are_practised_with():
    brands = {
        "school": events_pb2.BrandFact(name=SCHOOL, training=True),
        "acme": events_pb2.BrandFact(name="brands/acme"),
    }
    facts = world.Facts(brands, {})
    assert facts.training() == {SCHOOL}
    assert facts.trains(SCHOOL)
    assert not facts.trains("brands/acme")
    assert facts.names(SCHOOL).training


async def test_practice_is_cleared_whoever_holds_it_and_customers_are_not(around, bob):
    await describe(around.bus, training=True)
    admin = Principal("ada", "user", frozenset({"administrator"}))
    async with started(around):
        stub = around.stub(bob)
        await around.publish(scored("1", brand=SCHOOL), scored("2", brand=SCHOOL))
        held = await claimed(stub)
        wish = routing.ClearPracticeRequest(brand=SCHOOL, reason="Next class.")
        cleared = await around.stub(admin).ClearPractice(wish)
        assert (cleared.dismissed_count, cleared.answering_count) == (2, 0)
        after = await stub.GetOpportunity(routing.GetOpportunityRequest(name=held.name))
        assert after.state == routing.Opportunity.STATE_DISMISSED
        assert (await refusal(reply_to(stub, held))).reason in {"WRONG_STATE", "LEASE_LOST"}
        assert (await around.stub(admin).ClearPractice(wish)).dismissed_count == 0
        wish.brand = "brands/acme"
        assert (await refusal(around.stub(admin).ClearPractice(wish))).reason == "WRONG_STATE"
