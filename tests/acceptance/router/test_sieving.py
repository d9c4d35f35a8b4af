"""The desk filtered by the language of queries: what the listener would match, every page of it, once."""

from __future__ import annotations

import pytest

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.queries import parse
from services.router.store import sieving, views
from tests.acceptance.router.conftest import deletion, scored
from tests.acceptance.router.test_road import refusal, waiting
from tests.fixtures.nats import eventually
from tests.fixtures.queries import oracle

TEXTS = (
    "@acme my parcel is late, can you help me?",
    "@acme the refund never came, please help",
    "@acme refund refused, is that a joke?",
    "@acme résumé lost by your jobs page, can you help?",
    "@acme my parcel is broken and late again, please help",
    "@acme can you help? nobody answers",
)
QUERIES = (
    "refund",
    "refund NOT joke",
    "(late OR refund) help",
    '"late again"',
    "NOT help",
    "resume",
    "résumé",
    "ref*",
    "source:sandbox parcel NEAR/2 late",
)


async def pages(stub, query, size=2):
    """Every page of what a query asks for."""
    found, token = [], ""
    while True:
        page = await stub.ListOpportunities(
            routing.ListOpportunitiesRequest(query=query, page_size=size, page_token=token)
        )
        found.append(page)
        if not (token := page.next_page_token):
            return found


@pytest.fixture
async def desk(road, alice):
    await road.publish(*(scored(str(number), text) for number, text in enumerate(TEXTS)))
    stub = road.stub(alice)
    return stub, await waiting(stub, len(TEXTS))


@pytest.mark.parametrize("at_once", [1, 250])
async def test_pages_hold_what_is_asked_for_and_nothing_else(desk, monkeypatch, at_once):
    monkeypatch.setattr(sieving, "AT_ONCE", at_once)
    stub, queue = desk
    for query in QUERIES:
        told = await pages(stub, query)
        wanted = [each.name for each in queue if oracle.evaluate(parse(query).root, each.mention) is not None]
        assert [each.name for page in told for each in page.opportunities] == wanted, query
        assert sum(page.examined_count for page in told) == len(queue)
        assert all(len(page.opportunities) <= 2 for page in told)


async def test_one_answer_looks_at_so_many_and_the_next_goes_on(desk, monkeypatch):
    monkeypatch.setattr(sieving, "AT_ONCE", 2)
    monkeypatch.setattr(sieving, "EXAMINED_AT_MOST", 2)
    stub, _queue = desk
    told = await pages(stub, '"nobody answers"', size=50)
    assert [page.examined_count for page in told] == [2, 2, 2]
    assert [each.mention.text for page in told for each in page.opportunities] == [TEXTS[-1]]
    other = routing.ListOpportunitiesRequest(query="refund", page_token=told[0].next_page_token)
    assert (await refusal(stub.ListOpportunities(other))).metadata["field"] == "page_token"


async def test_how_the_query_reads_is_told_and_what_cannot_be_read_refused(desk):
    stub, _ = desk
    answer = await stub.ListOpportunities(routing.ListOpportunitiesRequest(query="refund -jobs lang:de"))
    assert answer.query_reading == "mentions of refund, not jobs, in German"
    refused = await refusal(stub.ListOpportunities(routing.ListOpportunitiesRequest(query="(refund OR")))
    assert (refused.reason, refused.metadata["field"]) == ("INVALID_FIELD", "query")
    assert "column" in refused.message
    plain = await stub.ListOpportunities(routing.ListOpportunitiesRequest())
    assert (plain.query_reading, plain.examined_count) == ("", len(TEXTS))


async def test_any_mention_of_a_conversation_counts_as_long_as_it_is_there(road, alice, monkeypatch):
    stub = road.stub(alice)
    said = ("@acme a zebra ate my parcel, help", "@acme please help", "@acme hello, can you help?")
    await road.publish(*(scored(str(number), text, conversation="a") for number, text in enumerate(said)))

    async def together():
        return (await waiting(stub, 1))[0].mention_count == len(said)

    await eventually(together)

    async def found():
        (page,) = await pages(stub, "zebra")
        return len(page.opportunities)

    assert await found() == 1
    monkeypatch.setattr(views, "MENTIONS_AT_MOST", 1)  # the conversation is a long one now
    assert await found() == 1
    await road.publish(deletion("0"))

    async def gone():
        return not await found()

    await eventually(gone)
