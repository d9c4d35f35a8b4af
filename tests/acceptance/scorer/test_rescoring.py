"""History scored again by the running scorer: what is on the log then, and who may ask for it."""

from __future__ import annotations

import dataclasses

import grpc
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import scoring_service_pb2
from antiphon.scoring.v1 import scoring_service_pb2_grpc as api_grpc
from services.common.rpc import channels
from services.common.rpc import errors as rpc_errors

pytestmark = pytest.mark.usefixtures("running")


def said(number: int, text: str, network: str = "sandbox") -> mention_pb2.Mention:
    return mention_pb2.Mention(key=f"{network}:-:{number}", network=network, text=text, revision=number)


@pytest.fixture
async def ask(address, settings, signer, administrator):
    patient = dataclasses.replace(settings, rpc=dataclasses.replace(settings.rpc, deadline_seconds=30.0))
    async with channels.open(address, patient, signer=signer, principal=administrator) as channel:
        yield api_grpc.ScoringServiceStub(channel).RescoreMentions


def request(*mentions) -> scoring_service_pb2.RescoreMentionsRequest:
    return scoring_service_pb2.RescoreMentionsRequest(mentions=mentions)


async def refused(call) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return rpc_errors.refusal_of(caught.value).reason


async def test_mentions_come_out_scored_with_the_moment(bus, ask):
    view = bus.live(["scored.>"], start="all")
    mentions = [said(number, f"terrible flight {number}") for number in range(150)]
    answer = await ask(request(*mentions, said(1, "great", "bluesky")))
    assert answer.published_count == 151
    found = {}
    while len(found) < 151:
        message = await anext(view)
        batch = events_pb2.ScoredBatch.FromString(message.payload)
        items = events_pb2.MentionBatch.FromString(batch.mention_batch).items
        assert len(items) <= 100
        for item, score in zip(items, batch.scores, strict=True):
            assert message.subject == f"scored.{item.mention.network}"
            found[item.mention.key] = item.mention, score
    assert [found[mention.key][0] for mention in mentions] == mentions
    (moment,) = {score.rescore_time.ToNanoseconds() for _, score in found.values()}
    assert moment > 1_700_000_000 * 10**9
    assert all(score.model_version and score.HasField("language") for _, score in found.values())
    await view.aclose()


async def test_what_is_large_travels_in_several_messages(bus, ask):
    view = bus.live(["scored.>"], start="all")
    answer = await ask(request(*(said(number, "bad " * 50_000) for number in range(12))))
    assert answer.published_count == 12
    sizes = []
    while sum(sizes) < 12:
        batch = events_pb2.ScoredBatch.FromString((await anext(view)).payload)
        sizes.append(len(batch.scores))
        assert len(batch.mention_batch) < 2 * 1024 * 1024
    assert len(sizes) > 1
    await view.aclose()


async def test_a_mention_that_cannot_be_is_refused_and_nothing_published(ask):
    assert await refused(ask(request(said(1, "good"), said(2, "bad", "not a network")))) == "INVALID_FIELD"
    assert await refused(ask(request(mention_pb2.Mention(network="x", key="nonsense")))) == "INVALID_FIELD"
    assert await refused(ask(request(*(said(number, "") for number in range(1001))))) == "INVALID_FIELD"


async def test_people_who_work_the_queue_may_not_publish_scores(stub):
    assert await refused(stub.RescoreMentions(request(said(1, "good")))) == "NOT_PERMITTED"
