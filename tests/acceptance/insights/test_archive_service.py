"""The archive as it runs: batches from a real log, questions over real gRPC, erasures back on the log."""

from __future__ import annotations

import asyncio
import dataclasses

import grpc
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import curation_service_pb2 as curation
from antiphon.insights.v1 import insights_service_pb2 as api
from antiphon.insights.v1.curation_service_pb2_grpc import CurationServiceStub
from antiphon.insights.v1.insights_service_pb2_grpc import InsightsServiceStub
from services.common.bus import Bus
from services.common.config import StoreSettings
from services.common.model import identity
from services.common.model.principal import Principal
from services.common.rpc import channels
from services.common.rpc.errors import refusal_of
from services.insights import app
from services.insights.servicer import archive as servicer
from services.insights.store import asking
from tests.fixtures.nats import eventually
from tests.unit.insights.histories import gone, said


@pytest.fixture
async def port(settings, bus_settings, store_settings, free_port):
    rpc = dataclasses.replace(settings.rpc, listen=f"127.0.0.1:{free_port}")
    store = StoreSettings(url=store_settings.url, pool_size=4)
    async with app.build(dataclasses.replace(settings, bus=bus_settings, rpc=rpc, store=store)):
        yield free_port


@pytest.fixture
def ask(port, settings, signer):
    """A stub in somebody's name."""
    opened = []

    def stub(principal, kind=InsightsServiceStub):
        opened.append(channels.open(f"127.0.0.1:{port}", settings, signer=signer, principal=principal))
        return kind(opened[-1])

    return stub


async def publish(bus: Bus, *facts, message_id: str) -> None:
    batch = events_pb2.MentionBatch(items=[item for item, _ in facts])
    scored = events_pb2.ScoredBatch(
        mention_batch=batch.SerializeToString(), scores=[score for _, score in facts]
    )
    await bus.publish("scored.x", scored.SerializeToString(), message_id=message_id)


def name(native_id: str) -> str:
    return identity.mention_name(identity.make_key("x", "-", native_id))


async def count(stub) -> int:
    return (await stub.GetArchiveSummary(api.GetArchiveSummaryRequest())).mention_count


async def listed(stub, text="", **options):
    request = api.ListMentionsRequest(filter=text, **options)
    return [each.mention.native_id async for answer in stub.ListMentions(request) for each in answer.mentions]


async def refused(call) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as fault:
        await call
    return refusal_of(fault.value).reason


async def test_what_is_on_the_log_can_be_asked_for(bus, ask, administrator):
    stub = ask(administrator)
    await publish(bus, said("1", text="Lost bag"), said("2", felt="POSITIVE"), message_id="one")
    await publish(bus, said("1", text="Lost bag"), said("3"), gone("2"), message_id="two")
    await eventually(lambda: _is(listed(stub), ["1", "3"]))
    found = await stub.GetMention(api.GetMentionRequest(name=name("1")))
    assert found.mention.text == "Lost bag"
    assert await listed(stub, "sentiment = NEGATIVE") == ["1", "3"]
    assert await listed(stub, "text:bag", limit=1) == ["1"]
    assert await refused(stub.GetMention(api.GetMentionRequest(name=name("2")))) == "NOT_FOUND"


async def test_a_list_is_taken_up_again_by_its_token(bus, ask, administrator):
    stub = ask(administrator)
    many = [said(str(number), created=1_700_000_000 + number) for number in range(600)]
    await publish(bus, *many, message_id="many")
    await eventually(lambda: _is(count(stub), 600))
    answers = [answer async for answer in stub.ListMentions(api.ListMentionsRequest())]
    assert [len(answer.mentions) for answer in answers] == [500, 100]
    assert await listed(stub, resume_token=answers[0].resume_token) == [str(n) for n in range(500, 600)]


async def test_a_query_lists_what_it_asks_for_however_far_one_call_looks(
    bus, ask, administrator, monkeypatch
):
    stub = ask(administrator)
    texts = ["Lost bag", "Lost parcel", "Found bag", "Late plane", "My bag: never again"]
    many = [said(str(at), text=text, created=1_700_000_000 + at) for at, text in enumerate(texts)]
    await publish(bus, *many, message_id="many")
    await eventually(lambda: _is(count(stub), len(texts)))
    assert await listed(stub, query="bag NOT found") == ["0", "4"]
    assert await listed(stub, "create_time > 2023-11-14T22:13:21Z", query="bag NOT found") == ["4"]
    assert (
        await refused(anext(aiter(stub.ListMentions(api.ListMentionsRequest(query="(bag")))))
        == "INVALID_FIELD"
    )
    monkeypatch.setattr(asking, "AT_ONCE", 2)
    monkeypatch.setattr(servicer, "MOST_EXAMINED", 2)
    found, token, calls = [], "", 0
    while True:
        request = api.ListMentionsRequest(query="NOT lost", resume_token=token)
        answers = [answer async for answer in stub.ListMentions(request)]
        found += [each.mention.native_id for answer in answers for each in answer.mentions]
        if not answers or not answers[-1].unfinished:
            break
        assert answers[-1].examined_count == 2
        token, calls = answers[-1].resume_token, calls + 1
    assert (found, calls) == (["2", "3", "4"], 2)
    other = api.ListMentionsRequest(query="lost", resume_token=token)
    assert await refused(anext(aiter(stub.ListMentions(other)))) == "INVALID_FIELD"


async def test_an_erased_author_stays_away_and_every_store_is_told(bus, ask, administrator):
    stub = ask(administrator)
    await publish(bus, said("1"), said("2", author="x:-:bob"), message_id="one")
    await eventually(lambda: _is(count(stub), 2))
    async with bus.live(["erasures.author"]) as told:
        answer = await stub.EraseAuthor(api.EraseAuthorRequest(author_key="x:-:ann"))
        assert answer.deleted_count == 1
        async with asyncio.timeout(20):
            message = await anext(told)
        digest = identity.author_digest("x:-:bob")
        again = await stub.EraseAuthor(api.EraseAuthorRequest(author_key_sha256=digest))
        assert again.deleted_count == 1, "a digest names somebody as well as a key"
    erasure = events_pb2.AuthorErasure.FromString(message.payload)
    assert erasure.author_key_sha256 == identity.author_digest("x:-:ann")
    await publish(bus, said("5"), said("6", author="x:-:cyd"), said("7", author="x:-:bob"), message_id="two")
    await eventually(lambda: _is(listed(stub), ["6"]))


async def judge(bus, native_id, cause, brand="brands/acme"):
    told = events_pb2.MentionJudgement(
        mention_key=identity.make_key("x", "-", native_id), brand=brand, cause=cause, actor="user:alice"
    )
    told.event_time.GetCurrentTime()
    await bus.publish("judgements.acme", told.SerializeToString(), message_id=f"{native_id} {cause}")


async def test_what_was_said_at_a_dismissal_is_a_correction_by_who_dismissed(bus, ask, administrator):
    stub = ask(administrator)
    await publish(bus, *(said(number) for number in "1234"), message_id="one")
    await eventually(lambda: _is(count(stub), 4))
    await judge(bus, "4", "NOT_RELEVANT", "brands/bolt")
    await judge(bus, "3", "DUPLICATE")
    await judge(bus, "2", "NOT_RELEVANT")
    await judge(bus, "1", "SPAM")

    async def corrected():
        answers = stub.ListCorrections(api.ListCorrectionsRequest())
        return {
            each.mention.mention.native_id: [
                (one.corrector, one.WhichOneof("label"), one.spam) for one in each.corrections
            ]
            async for answer in answers
            for each in answer.mentions
        }

    alice = "user:alice"
    answers = [(alice, "should_answer", False), (alice, "relevant", False)]
    await eventually(lambda: _is(corrected(), {"1": [(alice, "spam", True)], "2": answers}))


async def test_judgements_of_a_brand_are_listed_for_those_who_work_for_it(bus, ask, administrator):
    stub = ask(administrator)
    await publish(bus, *(said(number) for number in "123"), message_id="one")
    await eventually(lambda: _is(count(stub), 3))
    for number, cause in (("1", "NOT_RELEVANT"), ("2", "NO_ANSWER_NEEDED"), ("3", "NOT_RELEVANT")):
        await judge(bus, number, cause)

    async def judged(who, **more):
        wish = curation.ListRelevanceJudgementsRequest(parent="brands/acme", **more)
        answer = await ask(who, CurationServiceStub).ListRelevanceJudgements(wish)
        told = [(each.mention.mention.native_id, each.relevant, each.judge) for each in answer.judgements]
        return told, answer.next_page_token

    async def unwanted():
        told, _ = await judged(administrator, relevant=False, query="brands/acme/queries/name")
        return sorted(told)

    await eventually(lambda: _is(unwanted(), [(number, False, "user:alice") for number in "13"]))
    first, token = await judged(administrator, page_size=2)
    rest, end = await judged(administrator, page_size=2, page_token=token)
    assert sorted(native_id for native_id, *_ in first + rest) == ["1", "2", "3"]
    assert (len(rest), end) == (1, "")
    stranger = dataclasses.replace(administrator, brands=frozenset({"bolt"}))
    assert await judged(stranger) == ([], "")
    for wrong in (
        {"parent": "acme"},
        {"query": "brands/bolt/queries/name"},
        {"page_size": 501},
        {"page_token": "x"},
    ):
        asked = curation.ListRelevanceJudgementsRequest(**{"parent": "brands/acme"} | wrong)
        call = ask(administrator, CurationServiceStub).ListRelevanceJudgements(asked)
        assert await refused(call) == "INVALID_FIELD"


async def test_an_item_that_can_never_be_archived_becomes_a_dead_letter_alone(bus, ask, administrator):
    stub = ask(administrator)
    broken = said("9")
    broken[0].mention.key = "nonsense"
    await publish(bus, said("1"), broken, said("2"), message_id="one")
    await eventually(lambda: _is(count(stub), 2))
    entries = []

    async def dead():
        entries[:] = await bus.deadletters.list("insights")
        return entries

    await eventually(dead)
    assert [entry.letter.reason for entry in entries] == ["INVALID_ITEM"]
    assert "network:site:native_id" in entries[0].letter.cause


def asked(*native_ids: str, **more) -> api.FindMissingItemsRequest:
    keys = [identity.make_key("x", "-", native_id) for native_id in native_ids]
    return api.FindMissingItemsRequest(
        items=[api.FindMissingItemsRequest.Item(mention_key=key, **more) for key in keys]
    )


async def test_each_request_for_what_is_missing_is_answered_in_turn(bus, ask, administrator):
    stub = ask(administrator)
    await publish(bus, said("1"), said("2"), message_id="one")
    await eventually(lambda: _is(count(stub), 2))
    await stub.EraseAuthor(api.EraseAuthorRequest(author_key="x:-:ann"))
    forgotten = identity.author_digest("x:-:ann")
    requests = [asked("1", "3"), asked("1", "3", author_key_sha256=forgotten), asked()]
    answers = [list(answer.indexes) async for answer in stub.FindMissingItems(iter(requests))]
    assert answers == [[0, 1], [], []]


async def test_faults_of_a_question_for_what_is_missing_are_told_by_their_field(ask, administrator):
    stub = ask(administrator)
    for request, field in (
        (asked("1", author_key_sha256="x:-:ann"), "items[0].author_key_sha256"),
        (asked(*map(str, range(10_001))), "items"),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as fault:
            [answer async for answer in stub.FindMissingItems(iter([request]))]
        refusal = refusal_of(fault.value)
        assert (refusal.reason, refusal.metadata["field"]) == ("INVALID_FIELD", field)


async def test_only_who_forgets_people_may_ask_what_is_missing(ask):
    stub = ask(Principal("lea", "user", frozenset({"lead"}), frozenset({"*"})))
    with pytest.raises(grpc.aio.AioRpcError) as fault:
        [answer async for answer in stub.FindMissingItems(iter([asked("1")]))]
    assert refusal_of(fault.value).reason == "NOT_PERMITTED"


async def test_faults_of_a_call_are_told_by_their_field(ask, administrator):
    stub = ask(administrator)
    assert await refused(stub.GetMention(api.GetMentionRequest(name="mentions/nope"))) == "INVALID_FIELD"
    for request in (
        {"author_key": "ann"},
        {},
        {"author_key_sha256": "ann"},
        {"author_key": "x:-:ann", "author_key_sha256": identity.author_digest("x:-:ann")},
    ):
        assert await refused(stub.EraseAuthor(api.EraseAuthorRequest(**request))) == "INVALID_FIELD"
    assert await refused(stub.DeleteMention(api.DeleteMentionRequest(name=name("1")))) == "NOT_FOUND"
    with pytest.raises(grpc.aio.AioRpcError, match="column 1: there is no field"):
        await listed(stub, "mood = BAD")
    with pytest.raises(grpc.aio.AioRpcError, match="limit"):
        await listed(stub, limit=-1)


async def test_a_caller_sees_their_own_brands_only(bus, ask, administrator):
    own = Principal("gil", "user", frozenset({"analyst"}), frozenset({"globex"}))
    await publish(bus, said("1"), said("2", brands=["brands/globex"]), message_id="one")
    await eventually(lambda: _is(count(ask(administrator)), 2))
    assert await listed(ask(own)) == ["2"]
    assert await refused(ask(own).GetMention(api.GetMentionRequest(name=name("1")))) == "NOT_FOUND"
    assert (
        await refused(ask(own).EraseAuthor(api.EraseAuthorRequest(author_key="x:-:ann"))) == "NOT_PERMITTED"
    )


async def _is(call, wanted) -> bool:
    return await call == wanted


async def test_a_correction_bears_its_authors_name_and_is_listed(bus, ask, administrator):
    stub = ask(administrator)
    await publish(bus, said("1"), message_id="one")
    await eventually(lambda: _is(count(stub), 1))
    agent = ask(Principal("alice", "user", frozenset({"agent"}), frozenset({"acme"})))
    request = api.CorrectMentionRequest(name=name("1"), sentiment="LABEL_POSITIVE", should_answer=False)
    for _ in range(2):
        told = await agent.CorrectMention(request)
    assert [each.corrector for each in told.corrections] == ["user:alice"] * 2
    (answer,) = [answer async for answer in stub.ListCorrections(api.ListCorrectionsRequest())]
    assert list(answer.mentions) == [told]
    again = api.ListCorrectionsRequest(resume_token=answer.resume_token)
    assert [answer async for answer in stub.ListCorrections(again)] == []
    assert await refused(stub.CorrectMention(api.CorrectMentionRequest(name=name("1")))) == "INVALID_FIELD"
    missing = api.CorrectMentionRequest(name=name("9"), spam=True)
    assert await refused(agent.CorrectMention(missing)) == "NOT_FOUND"
