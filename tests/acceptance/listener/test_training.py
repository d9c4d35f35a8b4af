"""Brands that agents practise with: no way in from another network, and no way out to one."""

import uuid

import grpc
import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.bus import ReferenceReader
from services.common.rpc import errors
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.timeout(90)


async def refusal(call):
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    return errors.refusal_of(refused.value)


@pytest.fixture
async def school(stub) -> api.Brand:
    brand = api.Brand(display_name="School", handles=["percolune"], training=True)
    return await stub.CreateBrand(api.CreateBrandRequest(brand_id="school", brand=brand))


def source(name, kind, **config):
    return api.CreateSourceRequest(source_id=name, source=api.Source(type=kind, config=config))


def trains(brand, *, training):
    changed = api.Brand(name=brand.name, display_name=brand.display_name, training=training)
    return api.UpdateBrandRequest(brand=changed, update_mask={"paths": ["training"]})


async def test_a_training_brand_is_told_to_every_replica(stub, school, bus):
    assert (await stub.GetBrand(api.GetBrandRequest(name=school.name))).training
    reader = ReferenceReader(bus)
    await reader.start()
    await eventually(lambda: "school" in reader.brands)
    assert reader.brands["school"].training
    await reader.stop()


async def test_no_source_of_another_network_brings_news_to_a_training_brand(stub, school, acme):
    refused = await refusal(stub.CreateSource(source("mine", "twin", brand=school.name)))
    assert refused.metadata["field"] == "source.config.brand"
    assert "twin" in refused.message
    made = await stub.CreateSource(source("mine", "twin", brand=acme.name))
    made.config["brand"] = school.name
    assert (await refusal(stub.UpdateSource(api.UpdateSourceRequest(source=made)))).metadata["field"] == (
        "source.config.brand"
    )
    lessons = source("lessons", "sandbox", brand=school.name, url="http://127.0.0.1:9", room="school")
    assert (await stub.CreateSource(lessons)).config["brand"] == school.name


async def test_a_training_brand_asks_no_network_for_anything(stub, school):
    query = api.Query(expression="school")
    asked = api.CreateQueryRequest(parent=school.name, query_id="name", query=query)
    assert (await refusal(stub.CreateQuery(asked))).metadata["field"] == "parent"


async def test_training_is_turned_on_only_where_nothing_leads_to_another_network(stub, acme):
    turning = trains(acme, training=True)
    assert "queries" in (await refusal(stub.UpdateBrand(turning))).message
    await stub.DeleteQuery(api.DeleteQueryRequest(name=f"{acme.name}/queries/name"))
    await stub.CreateSource(source("mine", "twin", brand=acme.name))
    assert "sources/mine" in (await refusal(stub.UpdateBrand(turning))).message
    await stub.DeleteSource(api.DeleteSourceRequest(name="sources/mine"))
    assert (await stub.UpdateBrand(turning)).training
    account = api.Brand(name=acme.name, display_name="Acme", reply_sources={"twin": "sources/other"})
    answering = api.UpdateBrandRequest(brand=account, update_mask={"paths": ["reply_sources"]})
    await stub.CreateSource(source("other", "twin"))
    assert (await refusal(stub.UpdateBrand(answering))).metadata["field"] == "brand.reply_sources[twin]"


async def test_training_is_turned_off_only_when_no_lessons_come_in(stub, school):
    lessons = source("lessons", "sandbox", brand=school.name, url="http://127.0.0.1:9", room="school")
    await stub.CreateSource(lessons)
    assert "sources/lessons" in (await refusal(stub.UpdateBrand(trains(school, training=False)))).message
    await stub.DeleteSource(api.DeleteSourceRequest(name="sources/lessons"))
    assert not (await stub.UpdateBrand(trains(school, training=False))).training


async def test_an_answer_for_a_training_brand_never_reaches_another_network(
    stub, router_stub, school, twin, network
):
    reply = api.ReplyPayload(mention_key="twin:-:1", text="Practice.", brand=school.name)
    asked = api.DeliverRequest(request_id=str(uuid.uuid4()), reply=reply)
    assert (await refusal(router_stub.Deliver(asked))).reason == "NOT_REPLYABLE"
    assert network.ledger == []
    reply.brand = "brands/acme"
    await router_stub.Deliver(api.DeliverRequest(request_id=str(uuid.uuid4()), reply=reply))
    assert [sent.text for sent in network.ledger] == ["Practice."]


async def test_what_another_network_says_is_not_given_to_a_training_brand(stub, school, twin, network, log):
    network.post("1", "acme is late")
    await eventually(log.ids)
    found = (await log.items())[0].mention
    assert [match.brand for match in found.matches] == ["brands/acme"]
    sent = api.IngestMentionsRequest(brand=school.name)
    mention = sent.mentions.add()
    mention.CopyFrom(found)
    mention.native_id, mention.key = "2", "twin:-:2"
    del mention.matches[:]
    assert (await stub.IngestMentions(sent)).accepted_count == 0
