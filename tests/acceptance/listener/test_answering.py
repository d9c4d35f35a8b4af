"""What goes with an answer: its pictures, its account, its brand's signature."""

from __future__ import annotations

import uuid

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.mention.v1 import mention_pb2
from services.common.model.principal import ROLES, Principal
from services.common.rpc import errors as rpc_errors
from services.listener.core import capabilities
from services.listener.sources import base, kind, registry
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.timeout(60)
State = api.Delivery.State
PNG = mention_pb2.Attachment(content_type="image/png", content=b"\x89PNG", description="A map.")


def reply(**more):
    payload = api.ReplyPayload(mention_key="twin:-:1", text="Hello", **more)
    return api.DeliverRequest(request_id=str(uuid.uuid4()), reply=payload)


async def refusal(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return rpc_errors.refusal_of(caught.value)


async def add(stub, name, type_="twin"):
    source = api.Source(type=type_, config={"url": "x"})
    return await stub.CreateSource(api.CreateSourceRequest(source_id=name, source=source))


@pytest.fixture
def pictures(network):
    """The twin takes one small picture; must be asked for before the listener starts."""
    fact = capabilities.BY_NETWORK["twin"]
    fact.max_media_count, fact.max_media_bytes = 1, 10
    fact.media_types.append("image/png")


@pytest.fixture
def reader(network, monkeypatch):
    """A second type of source of the twin network, whose accounts need a token."""
    keys = {"url": kind.ConfigKey("unused")}
    secrets = {"token": kind.ConfigKey("a token")}
    made = kind.SourceType("guarded", "twin", "tests_twin", "A guarded twin.", keys, secrets)
    monkeypatch.setitem(registry.SOURCES, "guarded", made)


async def test_a_picture_goes_out_with_its_answer(pictures, router_stub, twin, network):
    request = reply(media=[PNG])
    assert (await router_stub.Deliver(request)).state == State.STATE_SENT
    assert network.ledger[0].media == [base.Media("image/png", b"\x89PNG", "A map.")]
    assert (await router_stub.Deliver(request)).state == State.STATE_SENT
    request.reply.media[0].content = b"other"
    assert (await refusal(router_stub.Deliver(request))).reason == "REQUEST_ID_REUSED"


async def test_a_picture_is_kept_for_the_next_try(pictures, router_stub, twin, network):
    async def away(_request):
        network.on_reply = network.accept
        return base.NeverLeft("The twin is away.")

    network.on_reply = away
    request = reply(media=[PNG])
    await router_stub.Deliver(request)

    async def is_sent():
        found = await router_stub.GetDelivery(api.GetDeliveryRequest(request_id=request.request_id))
        return found.state == State.STATE_SENT

    await eventually(is_sent)
    assert [media.content for media in network.ledger[0].media] == [b"\x89PNG"]


async def test_a_picture_that_the_network_does_not_take_is_refused(router_stub, twin):
    refused = await refusal(router_stub.Deliver(reply(media=[PNG])))
    assert (refused.reason, "takes no pictures" in refused.message) == ("INVALID_FIELD", True)


async def test_the_brand_says_which_of_two_accounts_answers(stub, router_stub, twin, network):
    await add(stub, "second")
    unclear = await refusal(router_stub.Deliver(reply(brand="brands/acme")))
    assert unclear.message.endswith("name one in reply.source: sources/second, sources/twin.")
    brand = api.Brand(name="brands/acme", display_name="-", reply_sources={"twin": "sources/second"})
    changed = await stub.UpdateBrand(
        api.UpdateBrandRequest(brand=brand, update_mask=FieldMask(paths=["reply_sources"]))
    )
    assert (changed.display_name, dict(changed.reply_sources)) == ("Acme", {"twin": "sources/second"})
    mention = mention_pb2.Mention(
        key="twin:-:1", network="twin", native_id="1", matches=[{"brand": "brands/acme"}]
    )
    answer = await stub.CheckReply(api.CheckReplyRequest(mention=mention))
    assert (answer.source, list(answer.possible_sources)) == (
        "sources/second",
        ["sources/second", "sources/twin"],
    )
    mention.source = "sources/twin"
    assert (await stub.CheckReply(api.CheckReplyRequest(mention=mention))).source == "sources/twin"
    assert (await router_stub.Deliver(reply(brand="brands/acme"))).state == State.STATE_SENT


async def test_an_account_without_its_secrets_does_not_answer(reader, stub, router_stub, twin):
    await add(stub, "guarded", "guarded")
    collected = reply(collecting_source="sources/guarded")
    assert (await router_stub.Deliver(collected)).state == State.STATE_SENT
    refused = await refusal(router_stub.Deliver(reply(source="sources/guarded")))
    assert refused.reason == "NOT_REPLYABLE"
    assert refused.message.startswith("sources/guarded cannot answer: it has no token (")
    assert "`antiphon source connect guarded`" in refused.message
    assert refused.message.endswith("in token_file. Or let another answer: sources/twin.")


@pytest.mark.parametrize(
    ("brand", "paths", "field"),
    [
        ({"reply_signature": " ^{who}"}, ["reply_signature"], "brand.reply_signature"),
        ({"reply_signature": "a\x07"}, ["reply_signature"], "brand.reply_signature"),
        ({"reply_sources": {"twin": "twin"}}, ["reply_sources"], "brand.reply_sources[twin]"),
        ({"reply_sources": {"twin": "sources/none"}}, ["reply_sources"], "brand.reply_sources[twin]"),
        ({"reply_sources": {"x": "sources/twin"}}, ["reply_sources"], "brand.reply_sources[x]"),
        ({}, ["create_time"], "update_mask"),
    ],
)
async def test_a_change_that_cannot_be_is_refused_by_its_field(stub, twin, brand, paths, field):
    wanted = api.Brand(name="brands/acme", display_name="Acme", **brand)
    call = stub.UpdateBrand(api.UpdateBrandRequest(brand=wanted, update_mask=FieldMask(paths=paths)))
    refused = await refusal(call)
    assert (refused.reason, refused.metadata["field"]) == ("INVALID_FIELD", field)


async def test_a_brand_is_changed_only_by_who_works_for_it(listener, stub, acme):
    outsider = listener.stub(Principal("eve", "user", frozenset(ROLES), frozenset({"other"})))
    wanted = api.UpdateBrandRequest(brand=api.Brand(name="brands/acme", display_name="Mine"))
    assert (await refusal(outsider.UpdateBrand(wanted))).reason == "NOT_PERMITTED"
    missing = api.UpdateBrandRequest(brand=api.Brand(name="brands/none", display_name="None"))
    assert (await refusal(stub.UpdateBrand(missing))).reason == "NOT_FOUND"


async def test_the_signature_is_told_and_counted_before_anything_is_sent(stub, twin):
    wanted = api.Brand(name="brands/acme", display_name="Acme", reply_signature=" ^{initials}")
    await stub.UpdateBrand(
        api.UpdateBrandRequest(brand=wanted, update_mask=FieldMask(paths=["reply_signature"]))
    )
    mention = mention_pb2.Mention(key="twin:-:1", network="twin", native_id="1")
    request = api.CheckReplyRequest(mention=mention, text="x" * 97, brand="brands/acme")
    answer = await stub.CheckReply(request)
    assert (answer.signature, answer.length, answer.fits) == (" ^A", 100, True)
    request.text = "x" * 98
    assert not (await stub.CheckReply(request)).fits
    request.text = "Hello ^A"
    assert (await stub.CheckReply(request)).length == len("Hello ^A")
    request.text = ""
    assert (await stub.CheckReply(request)).length == 0
