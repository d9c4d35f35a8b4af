"""Customers through RPC on both databases: one timeline, merges with a preview, and their taking back."""

from __future__ import annotations

import asyncio

import grpc
import pytest

from antiphon.routing.v1 import audit_service_pb2 as audit
from antiphon.routing.v1 import audit_service_pb2_grpc as audit_grpc
from antiphon.routing.v1 import customer_service_pb2 as messages
from antiphon.routing.v1 import customer_service_pb2_grpc as customer_grpc
from services.common.model import suppression
from services.common.model.principal import Principal
from tests.acceptance.router.conftest import claimed, reply_to, scored, until

M, K = "sandbox:-:maria", "sandbox:-:kessler"


@pytest.fixture
def customers(road, alice):
    return customer_grpc.CustomerServiceStub(road.channel(alice))


def by(native_id, person, text="@acme my parcel is lost, can you help me?", **more):
    item = scored(native_id, text, **more)
    author = item.item.mention.author
    author.key, author.handle = f"sandbox:-:{person}", person
    return item


def name_of(key):
    return f"customers/{suppression.reference(key).hex()}"


async def look_up(stub, key):
    end = asyncio.get_running_loop().time() + 15
    while True:
        try:
            return await stub.LookUpCustomer(messages.LookUpCustomerRequest(author_key=key))
        except grpc.aio.AioRpcError:
            assert asyncio.get_running_loop().time() < end
            await asyncio.sleep(0.02)


async def merge(stub, stays, joined, reason="same order number"):
    return await stub.MergeCustomers(
        messages.MergeCustomersRequest(name=name_of(stays), joined=name_of(joined), reason=reason)
    )


async def handles(stub, key):
    found = await stub.GetCustomer(messages.GetCustomerRequest(name=name_of(key)))
    return sorted(identity.author.handle for identity in found.identities)


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await call
    return refusal.value


async def test_an_author_is_a_customer_until_somebody_says_otherwise(road, customers, alice):
    await road.publish(by("a", "maria"))
    mine = await claimed(road.stub(alice))
    found = await customers.LookUpCustomer(messages.LookUpCustomerRequest(opportunity=mine.name))
    assert found.name == name_of(M)
    assert [identity.author.handle for identity in found.identities] == ["maria"]
    assert found.opportunity_count == 1
    assert not found.HasField("update_time")


async def test_a_merge_is_previewed_done_and_taken_back(road, customers):
    await road.publish(by("a", "maria"), by("b", "kessler"))
    await look_up(customers, M)
    await look_up(customers, K)
    preview = await customers.GetMergePreview(
        messages.GetMergePreviewRequest(name=name_of(M), joined=name_of(K))
    )
    assert len(preview.customer.identities) == 2
    assert preview.customer.opportunity_count == 2
    assert preview.reasons
    assert await handles(customers, M) == ["maria"]
    done = await merge(customers, M, K)
    assert (done.actor, done.identity_count) == ("user:alice", 1)
    assert await handles(customers, M) == ["kessler", "maria"]
    assert (await look_up(customers, K)).name == name_of(M)
    back = await customers.GetUnmergePreview(messages.GetUnmergePreviewRequest(name=done.name))
    assert [identity.author.handle for identity in back.customer.identities] == ["maria"]
    assert [identity.author.handle for identity in back.separated.identities] == ["kessler"]
    await customers.UnmergeCustomers(messages.UnmergeCustomersRequest(name=done.name))
    assert await handles(customers, M) == ["maria"]
    assert (await look_up(customers, K)).name == name_of(K)
    (told,) = (await customers.ListMerges(messages.ListMergesRequest(parent=name_of(M)))).merges
    assert told.HasField("undo_time")
    again = messages.UnmergeCustomersRequest(name=done.name)
    assert "taken back before" in (await refused(customers.UnmergeCustomers(again))).details()


async def test_an_early_merge_is_taken_back_out_of_a_later_one(road, customers):
    await road.publish(by("a", "maria"), by("b", "kessler"), by("c", "mk"))
    for key in (M, K, "sandbox:-:mk"):
        await look_up(customers, key)
    first = await merge(customers, M, K)
    await merge(customers, "sandbox:-:mk", M)
    assert await handles(customers, "sandbox:-:mk") == ["kessler", "maria", "mk"]
    await customers.UnmergeCustomers(messages.UnmergeCustomersRequest(name=first.name))
    assert await handles(customers, "sandbox:-:mk") == ["maria", "mk"]
    assert await handles(customers, K) == ["kessler"]


async def test_one_timeline_tells_what_passed_on_all_identities(road, customers, alice):
    stub = road.stub(alice)
    await road.publish(by("a", "maria"))
    mine = await claimed(stub)
    await until(stub, await reply_to(stub, mine), "SENT")
    await road.publish(by("b", "kessler"))
    await look_up(customers, K)
    await merge(customers, M, K)
    wish = messages.ListTimelineEntriesRequest(parent=name_of(M))
    whole = (await customers.ListTimelineEntries(wish)).entries
    assert [entry.WhichOneof("what") for entry in whole] == ["reply", "mention", "mention"]
    assert [entry.event_time.ToMicroseconds() for entry in whole] == sorted(
        (entry.event_time.ToMicroseconds() for entry in whole), reverse=True
    )
    wish.page_size, paged = 1, []
    while True:
        page = await customers.ListTimelineEntries(wish)
        paged.extend(page.entries)
        wish.page_token = page.next_page_token
        if not page.next_page_token:
            break
    assert paged == list(whole)


async def test_what_the_team_says_is_kept_with_the_one_that_stays(road, customers):
    await road.publish(by("a", "maria"), by("b", "kessler"))
    await look_up(customers, M)
    await look_up(customers, K)
    said = messages.Customer(name=name_of(M), display_name="Maria", note="Prefers mornings.", tags=["vip"])
    await customers.UpdateCustomer(messages.UpdateCustomerRequest(customer=said))
    await merge(customers, M, K)
    found = await look_up(customers, K)
    assert (found.display_name, found.note, list(found.tags)) == ("Maria", "Prefers mornings.", ["vip"])


async def test_who_works_for_other_brands_sees_nobody_of_ours(road, customers):
    await road.publish(by("a", "maria"))
    await look_up(customers, M)
    other = Principal("otto", "user", frozenset({"agent"}), frozenset({"bolt"}))
    stub = customer_grpc.CustomerServiceStub(road.channel(other))
    refusal = await refused(stub.GetCustomer(messages.GetCustomerRequest(name=name_of(M))))
    assert refusal.code() == grpc.StatusCode.NOT_FOUND


async def test_what_is_one_already_or_nobody_is_refused(road, customers):
    await road.publish(by("a", "maria"), by("b", "kessler"))
    await look_up(customers, M)
    await look_up(customers, K)
    assert "nothing to merge" in (await refused(merge(customers, M, M))).details()
    await merge(customers, M, K)
    assert "nothing to merge" in (await refused(merge(customers, M, K))).details()
    assert (await refused(merge(customers, M, "sandbox:-:ghost"))).code() == grpc.StatusCode.NOT_FOUND
    wish = messages.LookUpCustomerRequest()
    assert "either" in (await refused(customers.LookUpCustomer(wish))).details()


async def test_merges_are_in_the_audit_log(road, customers, lead):
    await road.publish(by("a", "maria"), by("b", "kessler"))
    await look_up(customers, M)
    await look_up(customers, K)
    await merge(customers, M, K)
    stub = audit_grpc.AuditServiceStub(road.channel(lead))
    entries = await stub.ListAuditEntries(audit.ListAuditEntriesRequest(action="customer-merge"))
    assert [entry.actor for entry in entries.entries] == ["user:alice"]
