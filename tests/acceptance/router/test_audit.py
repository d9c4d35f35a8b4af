"""The audit log: every change by a person is an entry, filters narrow it, pages are whole."""

from __future__ import annotations

import grpc
import pytest

from antiphon.routing.v1 import audit_service_pb2 as messages
from antiphon.routing.v1 import audit_service_pb2_grpc as audit_grpc
from antiphon.routing.v1 import customer_service_pb2 as customer
from antiphon.routing.v1 import customer_service_pb2_grpc as customer_grpc
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from antiphon.routing.v1 import drafting_service_pb2_grpc as drafting_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from antiphon.routing.v1 import staffing_service_pb2_grpc as staffing_grpc
from services.common.model.principal import Principal
from tests.acceptance.router.conftest import claimed, reply_to, scored, until


@pytest.fixture
def audit(road, lead):
    return audit_grpc.AuditServiceStub(road.channel(lead))


async def told(stub, **filters):
    answer = await stub.ListAuditEntries(messages.ListAuditEntriesRequest(**filters))
    return [(entry.actor, entry.action) for entry in answer.entries]


async def test_who_did_what_is_told_in_its_order_and_filters_narrow_it(road, audit, alice, bob):
    stub = road.stub(alice)
    await road.publish(scored("a"), scored("b"))
    mine = await claimed(stub)
    reply = await reply_to(stub, mine)
    await until(stub, reply, "SENT")
    theirs = await claimed(road.stub(bob))
    await road.stub(bob).DismissOpportunity(
        routing.DismissOpportunityRequest(
            name=theirs.name, lease_token=theirs.lease.token, reason="only thanks"
        )
    )
    whole = await told(audit)
    assert [entry for entry in whole if entry[0]] == [
        ("user:alice", "claim"),
        ("user:alice", "reply"),
        ("user:bob", "claim"),
        ("user:bob", "dismiss"),
    ]
    assert await told(audit, actor="user:alice", action="reply") == [("user:alice", "reply")]
    assert {who for who, _ in await told(audit, opportunity=theirs.name)} == {"user:bob"}
    (dismissed,) = (await audit.ListAuditEntries(messages.ListAuditEntriesRequest(action="dismiss"))).entries
    assert (dismissed.opportunity, dismissed.detail) == (theirs.name, "only thanks")
    (replied,) = (await audit.ListAuditEntries(messages.ListAuditEntriesRequest(action="reply"))).entries
    assert replied.reply == reply.name
    span = messages.ListAuditEntriesRequest(start_time=replied.event_time, end_time=dismissed.event_time)
    between = await audit.ListAuditEntries(span)
    assert [entry.action for entry in between.entries if entry.actor] == ["reply", "claim"]


async def test_pages_hold_each_entry_once(road, audit, alice):
    stub = road.stub(alice)
    await road.publish(scored("a"))
    mine = await claimed(stub)
    for _ in range(3):
        await stub.ReleaseOpportunity(
            routing.ReleaseOpportunityRequest(name=mine.name, lease_token=mine.lease.token)
        )
        mine = await stub.ClaimOpportunity(routing.ClaimOpportunityRequest(name=mine.name))
    seen, token = [], ""
    while True:
        page = await audit.ListAuditEntries(messages.ListAuditEntriesRequest(page_size=2, page_token=token))
        seen.extend(entry.id for entry in page.entries)
        token = page.next_page_token
        if not token:
            break
    assert len(seen) == 7
    assert seen == sorted(set(seen))


async def test_a_lead_of_other_brands_sees_nothing_of_ours(road, alice):
    await road.publish(scored("a"))
    await claimed(road.stub(alice))
    other = Principal("otto", "user", frozenset({"lead"}), frozenset({"bolt"}))
    assert not await told(audit_grpc.AuditServiceStub(road.channel(other)))


async def test_a_lead_of_other_brands_is_not_told_of_our_customers(road, alice):
    await road.publish(scored("a"))
    mine = await claimed(road.stub(alice))
    customers = customer_grpc.CustomerServiceStub(road.channel(alice))
    found = await customers.LookUpCustomer(customer.LookUpCustomerRequest(opportunity=mine.name))
    await customers.UpdateCustomer(customer.UpdateCustomerRequest(customer=found))
    for brand, seen in (("bolt", []), ("acme", [("user:alice", "customer-update")])):
        lead = Principal("otto", "user", frozenset({"lead"}), frozenset({brand}))
        audit = audit_grpc.AuditServiceStub(road.channel(lead))
        assert await told(audit, action="customer-update") == seen


async def test_the_set_up_is_told_to_the_brand_it_is_of_and_that_of_the_house_to_whom_every_brand_is_open(
    road, audit, lead
):
    macros = drafting_grpc.DraftingServiceStub(road.channel(lead))
    queues = staffing_grpc.StaffingServiceStub(road.channel(lead))
    for brand in ("brands/acme", "brands/bolt", ""):
        macro = drafting.Macro(brand=brand, display_name="Thanks", texts={"en": "Thank you!"})
        await macros.CreateMacro(
            drafting.CreateMacroRequest(macro_id=f"m-{brand[7:] or 'house'}", macro=macro)
        )
        queue = staffing.Queue(name=f"queues/q-{brand[7:] or 'house'}", brands=[brand] if brand else [])
        await queues.CreateQueue(staffing.CreateQueueRequest(queue=queue))
    await queues.DeleteQueue(staffing.DeleteQueueRequest(name="queues/q-bolt"))
    of_bolt = Principal("otto", "user", frozenset({"lead"}), frozenset({"bolt"}))
    theirs = await told(audit_grpc.AuditServiceStub(road.channel(of_bolt)))
    assert [action for _, action in theirs] == ["save-macro", "queue-create", "queue-delete"]
    assert len(await told(audit)) == 7


async def versions(audit, name):
    answer = await audit.ListSetupVersions(messages.ListSetupVersionsRequest(name=name))
    return list(answer.setup_versions)


async def test_what_is_set_up_is_kept_in_all_its_versions_with_who_and_when(road, audit, lead):
    queues = staffing_grpc.StaffingServiceStub(road.channel(lead))
    queue = staffing.Queue(name="queues/billing", offer_seconds=30)
    await queues.CreateQueue(staffing.CreateQueueRequest(queue=queue))
    queue.offer_seconds = 60
    for _ in range(2):
        changed = await queues.UpdateQueue(staffing.UpdateQueueRequest(queue=queue))
    await queues.DeleteQueue(staffing.DeleteQueueRequest(name=queue.name))
    gone, second, first = await versions(audit, queue.name)
    assert [one.action for one in (first, second, gone)] == ["create", "update", "delete"]
    assert [one.version for one in (first, second, gone)] == [1, 2, 3]
    assert {one.actor for one in (first, second, gone)} == {lead.holder}
    assert (first.queue.offer_seconds, second.queue) == (30, queue)
    assert second.event_time.ToMicroseconds() <= changed.update_time.ToMicroseconds()
    assert gone.WhichOneof("document") is None
    for bad, code in (("queues/none", "NOT_FOUND"), ("brands/acme", "INVALID_ARGUMENT")):
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await versions(audit, bad)
        assert refusal.value.code().name == code


async def test_agents_may_not_read_it_and_bad_filters_are_refused(road, audit, alice):
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await told(audit_grpc.AuditServiceStub(road.channel(alice)))
    assert refusal.value.code() == grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await told(audit, opportunity="nonsense")
    assert "opportunities/" in refusal.value.details()
