"""Lessons on a real sandbox network: heard by the brand that practises, answered there, by nobody else."""

import dataclasses
import uuid

import grpc
import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.rpc import errors
from tests.fixtures.nats import eventually

pytestmark = [pytest.mark.timeout(120), pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)]
SCHOOL = "brands/school"


@pytest.fixture
def listener_settings(listener_settings, town):
    listener = dataclasses.replace(
        listener_settings.listener,
        training_url=town.url,
        training_token_file=town.token_file,
        secrets_folder=town.token_file.parent,
    )
    return dataclasses.replace(listener_settings, listener=listener)


@pytest.fixture
async def school(stub):
    brand = api.Brand(display_name="School", training=True)
    return await stub.CreateBrand(api.CreateBrandRequest(brand_id="school", brand=brand))


async def refusal(call):
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    return errors.refusal_of(refused.value)


async def heard(log):
    return [item.mention for item in await log.items() if item.HasField("mention")]


@pytest.mark.usefixtures("school")
async def test_a_lesson_is_heard_by_its_brand_alone_and_answered_in_its_room(
    stub, router_stub, acme, town, log
):
    everyone = api.Source(type="sandbox", config={"url": town.url, "wait_seconds": "0.2"})
    await stub.CreateSource(api.CreateSourceRequest(source_id="town", source=everyone))
    query = api.Query(expression="percolune OR coffee OR machine")
    await stub.CreateQuery(api.CreateQueryRequest(parent=acme.name, query_id="lesson", query=query))
    begun = await stub.StartLesson(api.StartLessonRequest(brand=SCHOOL, speed=1000))
    assert (begun.lesson, begun.source) == ("first-answers", "sources/training-school")
    assert list(begun.lessons) == ["first-answers", "outage"]

    async def ended():
        stands = await stub.GetLesson(api.GetLessonRequest(brand=SCHOOL))
        return stands.played_count == stands.step_count == len(await heard(log)) and not stands.running

    await eventually(ended, 30)
    mentions = await heard(log)
    assert {match.brand for mention in mentions for match in mention.matches} == {SCHOOL}
    assert "Percolune" in (await stub.GetBrand(api.GetBrandRequest(name=SCHOOL))).aliases
    reply = api.ReplyPayload(mention_key=mentions[0].key, text="We are on it.", brand=SCHOOL)
    asked = api.DeliverRequest(request_id=str(uuid.uuid4()), reply=reply)
    sent = await router_stub.Deliver(asked)
    assert sent.link.startswith(town.url)

    async def ours():
        return [mention for mention in await heard(log) if mention.author.own]

    await eventually(ours)
    (own,) = await ours()
    assert (own.text, {match.brand for match in own.matches}) == ("We are on it.", {SCHOOL})


async def test_a_lesson_begins_anew_and_ends(stub, school, log):
    slow = api.StartLessonRequest(brand=SCHOOL, lesson="outage", speed=0.1)
    assert (await stub.StartLesson(slow)).running
    stopped = await stub.EndLesson(api.EndLessonRequest(brand=SCHOOL))
    assert not stopped.running
    again = await stub.StartLesson(slow)
    assert again.running
    assert again.played_count < again.step_count


async def test_nobody_teaches_with_a_brand_that_has_customers(stub, school, acme):
    refused = await refusal(stub.StartLesson(api.StartLessonRequest(brand=acme.name)))
    assert refused.reason == "WRONG_STATE"
    unknown = api.StartLessonRequest(brand=SCHOOL, lesson="swimming")
    assert (await refusal(stub.StartLesson(unknown))).metadata["field"] == "lesson"
    assert (await refusal(stub.StartLesson(api.StartLessonRequest(brand=SCHOOL, speed=-1)))).metadata[
        "field"
    ] == "speed"
