"""Asking about an answer before it is sent."""

import grpc
import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.mention.v1 import mention_pb2
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.timeout(60)
Way = api.CheckReplyResponse.Way


def ask(text="hello", *, key="twin:-:1", source="", network="twin"):
    mention = mention_pb2.Mention(key=key, network=network, native_id="1")
    return api.CheckReplyRequest(mention=mention, text=text, source=source)


async def test_the_account_and_the_limit_of_the_network_are_told(stub, twin):
    answer = await stub.CheckReply(ask())
    assert (answer.way, answer.source, answer.fits) == (Way.WAY_API, "sources/twin", True)
    assert (answer.length, answer.max_length) == (5, 100)
    assert not (await stub.CheckReply(ask("x" * 101))).fits


async def test_without_an_account_a_person_answers(stub):
    answer = await stub.CheckReply(ask())
    assert answer.way == Way.WAY_MANUAL
    assert "No source is connected to twin" in answer.reason


async def test_the_router_and_people_may_ask(router_stub, twin):
    assert (await router_stub.CheckReply(ask())).way == Way.WAY_API


@pytest.mark.parametrize(
    ("request_", "field"),
    [(ask(key="nonsense"), "mention.key"), (ask(text="x" * 70_000), "text")],
)
async def test_what_cannot_be_judged_is_refused_by_field(stub, request_, field):
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await stub.CheckReply(request_)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert refused.value.details().startswith(field)


async def test_a_source_of_another_network_cannot_answer(stub, twin):
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await stub.CheckReply(ask(key="mastodon:-:1", network="mastodon", source="sources/twin"))
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_capabilities_tell_what_holds_here(stub, network):
    listed = {
        fact.network: fact
        for fact in (await stub.ListCapabilities(api.ListCapabilitiesRequest())).capabilities
    }
    assert listed["x"].length_unit == listed["x"].LENGTH_UNIT_WEIGHTED
    assert listed["rss"].reply_mode == listed["rss"].REPLY_MODE_MANUAL
    await stub.CreateSource(
        api.CreateSourceRequest(
            source_id="sky", source=api.Source(type="jetstream", config={"url": "ws://127.0.0.1:9"})
        )
    )

    async def only_people_answer_there():
        told = await stub.ListCapabilities(api.ListCapabilitiesRequest())
        sky = next(fact for fact in told.capabilities if fact.network == "bluesky")
        return sky.reply_mode == sky.REPLY_MODE_MANUAL

    await eventually(only_people_answer_there)
