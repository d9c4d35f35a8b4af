"""Who asked to be forgotten is not collected again, by any road, on any replica, after any restart."""

import uuid

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from tests.acceptance.listener.test_replaying import lines, replay
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.timeout(60)


async def erase(bus, author_key):
    erasure = events_pb2.AuthorErasure(author_key_sha256=identity.author_digest(author_key))
    erasure.erase_time.GetCurrentTime()
    await bus.publish("erasures.author", erasure.SerializeToString(), message_id=str(uuid.uuid4()))


async def hand_in(stub, author_key, native_id="probe"):
    mention = mention_pb2.Mention(network="twin", native_id=native_id, text="acme")
    mention.author.key = author_key
    return await stub.IngestMentions(api.IngestMentionsRequest(mentions=[mention]))


async def in_effect(stub, author_key):
    async def is_refused():
        return (await hand_in(stub, author_key)).unmatched_count == 1

    await eventually(is_refused)


async def natives(log):
    return {item.mention.native_id for item in await log.items()} - {"probe"}


async def test_a_source_brings_nothing_of_an_erased_author(stub, twin, network, log, bus):
    network.post("1", "acme is late", handle="eve")
    network.post("2", "acme is late", handle="adam")
    await eventually(lambda: _are(log, {"1", "2"}))
    await erase(bus, "twin:-:eve")
    await in_effect(stub, "twin:-:eve")
    network.post("1", "never mind", handle="eve", revision=5)
    network.post("3", "acme again", handle="eve")
    network.post("4", "same here", handle="eve", parent="2")
    network.post("5", "acme again", handle="adam")
    await eventually(lambda: _are(log, {"1", "2", "5"}))
    assert "twin:-:1@5" not in await log.ids()


async def _are(log, wanted):
    return await natives(log) == wanted


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_neither_a_file_nor_a_call_brings_an_erased_author_back(stub, acme, log, bus):
    await erase(bus, "twin:-:eve")
    await in_effect(stub, "twin:-:eve")
    data = lines(
        {"id": "1", "text": "acme", "author": "eve"},
        {"id": "2", "text": "acme", "author": "adam"},
    )
    told = (await replay(stub, data, network="twin"))[-1]
    assert (told.accepted_count, told.unmatched_count) == (1, 1)
    assert await natives(log) == {"2"}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_erasures_are_remembered_over_a_restart(listener, stub, acme, bus):
    await erase(bus, "twin:-:eve")
    await in_effect(stub, "twin:-:eve")
    await listener.stop()
    await listener.start()
    assert (await hand_in(stub, "twin:-:eve")).unmatched_count == 1
    assert (await hand_in(stub, "twin:-:adam", "other")).accepted_count == 1


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_is_no_digest_is_put_aside_and_the_next_one_obeyed(stub, acme, bus):
    broken = events_pb2.AuthorErasure(author_key_sha256="eve")
    await bus.publish("erasures.author", broken.SerializeToString(), message_id=str(uuid.uuid4()))
    await erase(bus, "twin:-:eve")
    await in_effect(stub, "twin:-:eve")
