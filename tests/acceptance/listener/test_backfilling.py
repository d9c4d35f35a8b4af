"""Reading the past: estimated, worked on by one, paused, resumed, and healed in the ledger."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

import grpc
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import identity
from services.common.model.principal import Principal
from services.listener.sources import abilities, base
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.timeout(90)
State = api.Backfill.State
PAGES = 5


class Past:
    """What the twin's network remembers: pages of one post each, given when the test lets them go."""

    def __init__(self):
        self.asked = []
        self.open = 0
        self.watched = []
        self.allowed = PAGES
        self.fault = None
        self.moved = asyncio.Event()

    def allow(self, pages, fault=None):
        self.allowed, self.fault = pages, fault
        self.moved.set()

    async def wait_for(self, page):
        while page >= self.allowed:
            if self.fault is not None:
                raise self.fault
            self.moved.clear()
            await self.moved.wait()


@pytest.fixture
def past(network, monkeypatch):
    past = Past()

    def remember(connection, context):
        connection.context = context
        network.opened += 1

    async def history(connection, start, end, cursor):
        past.asked.append((start, end, cursor))
        past.watched.append(tuple(connection.context.watched.phrases()))
        past.open += 1
        try:
            async for page in pages(connection, start, cursor):
                yield page
        finally:
            past.open -= 1

    async def pages(connection, start, cursor):
        for number in range(int(cursor or 0), PAGES):
            await past.wait_for(number)
            await connection.context.budget.take("read")
            item = events_pb2.MentionItem()
            item.mention.key = identity.make_key("twin", "-", f"old-{number}")
            item.mention.network, item.mention.native_id = "twin", f"old-{number}"
            item.mention.text = "acme long ago" if number % 2 == 0 else "nothing"
            item.mention.create_time.FromDatetime(start)
            yield base.Page([item], str(number + 1), datetime.now(UTC))

    async def estimate(connection, start, end):
        return abilities.Estimate({"read": PAGES}, PAGES)

    connection = sys.modules["tests_twin"].Connection
    monkeypatch.setattr(connection, "__init__", remember)
    monkeypatch.setattr(connection, "history", history, raising=False)
    monkeypatch.setattr(connection, "estimate", estimate, raising=False)
    return past


def wanted(**fields):
    backfill_id = fields.pop("backfill_id", "old")
    validate_only = fields.pop("validate_only", False)
    backfill = api.Backfill(source=fields.pop("source", "sources/twin"), **fields)
    return api.CreateBackfillRequest(backfill_id=backfill_id, backfill=backfill, validate_only=validate_only)


async def backfill(stub, name="backfills/old"):
    return await stub.GetBackfill(api.GetBackfillRequest(name=name))


async def in_state(stub, state):
    return (await backfill(stub)).state == state


async def _let_go(past):
    return past.open == 0


async def test_an_estimate_comes_first_and_does_nothing(stub, past, twin):
    told = await stub.CreateBackfill(wanted(validate_only=True))
    assert (told.estimate.call_count, told.estimate.item_count) == (PAGES, PAGES)
    length = told.end_time.ToDatetime(UTC) - told.start_time.ToDatetime(UTC)
    assert length == timedelta(days=7)
    assert not (await stub.ListBackfills(api.ListBackfillsRequest())).backfills
    assert not past.asked


async def test_the_past_is_read_once_and_what_a_query_asks_for_is_on_the_log(stub, past, twin, log):
    created = await stub.CreateBackfill(wanted())
    assert created.state == State.STATE_PENDING
    await eventually(lambda: in_state(stub, State.STATE_DONE))
    done = await backfill(stub)
    assert (done.received_count, done.matched_count, done.call_count) == (PAGES, 3, PAGES)
    assert done.progress == 1
    assert await log.ids() == [f"twin:-:old-{number}@0" for number in (0, 2, 4)]
    assert [cursor for _, _, cursor in past.asked] == [""]


async def test_the_past_of_a_source_of_one_brand_is_for_that_brand(stub, past, acme, log):
    source = api.Source(type="twin", config={"brand": acme.name})
    await stub.CreateSource(api.CreateSourceRequest(source_id="twin", source=source))
    await stub.CreateBackfill(wanted())
    await eventually(lambda: in_state(stub, State.STATE_DONE))
    assert (await backfill(stub)).matched_count == PAGES
    assert await log.ids() == [f"twin:-:old-{number}@0" for number in range(PAGES)]


async def test_a_paused_one_keeps_its_place(stub, past, twin, log):
    past.allow(2)
    await stub.CreateBackfill(wanted())

    async def read_two():
        return (await backfill(stub)).received_count == 2

    await eventually(read_two)
    assert 0 < (await backfill(stub)).progress < 1
    paused = await stub.PauseBackfill(api.PauseBackfillRequest(name="backfills/old"))
    assert paused.state == State.STATE_PAUSED
    await eventually(lambda: _let_go(past))
    past.allow(PAGES)
    await stub.ResumeBackfill(api.ResumeBackfillRequest(name="backfills/old"))
    await eventually(lambda: in_state(stub, State.STATE_DONE))
    assert (await backfill(stub)).received_count >= PAGES
    assert set(await log.ids()) == {f"twin:-:old-{number}@0" for number in (0, 2, 4)}
    assert [cursor for _, _, cursor in past.asked] == ["", "2"]


async def test_a_cancelled_one_is_over(stub, past, twin):
    past.allow(0)
    await stub.CreateBackfill(wanted())
    await eventually(lambda: in_state(stub, State.STATE_RUNNING))
    name = "backfills/old"
    cancelled = await stub.CancelBackfill(api.CancelBackfillRequest(name=name))
    assert cancelled.state == State.STATE_CANCELLED
    assert await stub.CancelBackfill(api.CancelBackfillRequest(name=name)) == cancelled
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await stub.ResumeBackfill(api.ResumeBackfillRequest(name=name))
    assert "is cancelled; create a new one" in refused.value.details()


async def test_a_fault_is_told_and_a_restart_goes_on(stub, past, twin, listener):
    past.allow(1, base.SourceUnreachable("The twin is silent.", 0.5))
    await stub.CreateBackfill(wanted())
    await eventually(lambda: in_state(stub, State.STATE_RETRYING))
    assert (await backfill(stub)).problem == "The twin is silent."
    past.allow(PAGES)
    await eventually(lambda: in_state(stub, State.STATE_DONE))
    assert past.asked[-1][2] == "1"


async def test_what_needs_a_person_waits_for_one(stub, past, twin):
    past.allow(0, base.SourceRejected("The account was closed."))
    await stub.CreateBackfill(wanted())
    await eventually(lambda: in_state(stub, State.STATE_FAILED))
    past.allow(PAGES)
    await stub.ResumeBackfill(api.ResumeBackfillRequest(name="backfills/old"))
    await eventually(lambda: in_state(stub, State.STATE_DONE))


async def test_a_new_query_is_offered_its_past_and_a_backfill_heals_it(stub, past, twin):
    query = api.Query(expression='zeppelin OR "air ship"')
    request = api.CreateQueryRequest(parent="brands/acme", query_id="air", query=query)
    created = await stub.CreateQuery(request)
    assert created.backfill_sources == ["sources/twin"]
    await stub.CreateBackfill(wanted(query=created.name))
    await eventually(lambda: in_state(stub, State.STATE_DONE))
    assert past.watched[-1] == ("zeppelin", "air ship")
    listed = await stub.ListCoverage(api.ListCoverageRequest(parent="sources/twin", query=created.name))
    healed = [interval for interval in listed.intervals if interval.backfill]
    assert [interval.query for interval in healed] == [created.name]
    assert listed.healed_duration.ToTimedelta() > timedelta()


@pytest.mark.parametrize(
    "case",
    [
        (wanted(source="sources/nobody"), "NOT_FOUND", "sources/nobody"),
        (wanted(source="sources/plain"), "FAILED_PRECONDITION", "cannot read the past"),
        (wanted(query="brands/acme/queries/nothing"), "NOT_FOUND", "queries/nothing"),
        (wanted(backfill_id="No!"), "INVALID_ARGUMENT", "backfill_id"),
        (wanted(start_time=datetime(2100, 1, 1, tzinfo=UTC)), "INVALID_ARGUMENT", "backfill.start_time"),
        (wanted(end_time=datetime(2100, 1, 1, tzinfo=UTC)), "INVALID_ARGUMENT", "backfill.end_time"),
    ],
)
async def test_what_cannot_be_read_is_refused_before_anything_happens(stub, past, twin, case):
    request, code, words = case
    plain = api.Source(type="rss", config={"url": "http://127.0.0.1:9/feed"})
    await stub.CreateSource(api.CreateSourceRequest(source_id="plain", source=plain))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await stub.CreateBackfill(request)
    assert refused.value.code().name == code
    assert words in refused.value.details()
    assert not (await stub.ListBackfills(api.ListBackfillsRequest())).backfills


async def test_backfills_are_listed_newest_first_page_by_page(stub, past, twin):
    for number in range(3):
        await stub.CreateBackfill(wanted(backfill_id=f"b{number}"))
    first = await stub.ListBackfills(api.ListBackfillsRequest(page_size=2, source="sources/twin"))
    assert [entry.name for entry in first.backfills] == ["backfills/b2", "backfills/b1"]
    rest = await stub.ListBackfills(
        api.ListBackfillsRequest(page_size=2, source="sources/twin", page_token=first.next_page_token)
    )
    assert [entry.name for entry in rest.backfills] == ["backfills/b0"]


async def test_only_those_who_operate_sources_may_begin_one(listener, past, twin):
    agent = listener.stub(Principal("bob", "user", frozenset({"agent"})))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await agent.CreateBackfill(wanted())
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
