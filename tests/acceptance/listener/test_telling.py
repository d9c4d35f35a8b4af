"""Changes are told to a customer's own system: signed, again until it takes them, each in a delivery log."""

from __future__ import annotations

import asyncio
import dataclasses
import json

import grpc
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.bus import fresh_id
from services.common.model.principal import Principal
from tests.fixtures.peers import web
from tests.fixtures.peers.webhook import SECRET, sign

_E = events_pb2.EngagementEvent
_S = api.EventDelivery


class Receiver:
    """A customer's system: keeps what it is told, and answers as the test says."""

    def __init__(self) -> None:
        self.told: list[tuple[web.Request, dict]] = []
        self.statuses: list[int] = []
        self.url = ""
        self.server: asyncio.Server

    async def serve(self, reader, writer):
        request = await web.read_request(reader)
        if request is not None:
            self.told.append((request, json.loads(request.body)))
            status = self.statuses.pop(0) if self.statuses else 204
            writer.write(f"HTTP/1.1 {status} Said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
            await writer.drain()
        writer.close()


@pytest.fixture
async def receiver():
    found = Receiver()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.server = server
    found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/changes"
    yield found
    server.close()


@pytest.fixture
async def shop(stub, acme, receiver, tmp_path):
    """A webhook source whose system is told of replies."""
    (tmp_path / "secret").write_text(SECRET)
    config = {"url": receiver.url, "secret_file": str(tmp_path / "secret"), "events": "reply-changed"}
    source = api.Source(type="webhook", config=config)
    return await stub.CreateSource(api.CreateSourceRequest(source_id="shop", source=source))


async def change(bus, kind=_E.KIND_REPLY_CHANGED, state="SENT", brand="brands/acme"):
    event = _E(kind=kind, opportunity="opportunities/x", brand=brand, reply_state=state)
    event.event_time.GetCurrentTime()
    await bus.publish("engagements.acme", event.SerializeToString(), message_id=fresh_id())
    return event


async def eventually(condition, seconds=30):
    end = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.05)


async def logged(stub, *states):
    wish = api.ListEventDeliveriesRequest(parent="sources/shop", states=states)
    return list((await stub.ListEventDeliveries(wish)).event_deliveries)


async def until_logged(stub, count, *states):
    end = asyncio.get_running_loop().time() + 30
    while len(found := await logged(stub, *states)) < count:
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.05)
    return found


async def test_a_change_is_told_signed_and_logged(stub, shop, receiver, bus):
    await change(bus, _E.KIND_OPPORTUNITY_CLAIMED)
    event = await change(bus)
    await eventually(lambda: receiver.told)
    request, told = receiver.told[0]
    assert (told["type"], told["reply_state"]) == ("reply-changed", "SENT")
    stamp, identifier = int(request.headers["webhook-timestamp"]), request.headers["webhook-id"]
    assert request.headers["webhook-signature"] == sign(SECRET, identifier, stamp, request.body)
    assert request.headers["idempotency-key"] == identifier == told["id"]
    (entry,) = await until_logged(stub, 1, _S.STATE_DELIVERED)
    assert (entry.type, entry.status, entry.attempt_count) == ("reply-changed", 204, 1)
    assert entry.event_time == event.event_time
    assert len(receiver.told) == 1


async def test_what_is_not_taken_is_told_again_under_the_same_id(stub, shop, receiver, bus):
    receiver.statuses[:] = [500]
    await change(bus)
    await eventually(lambda: len(receiver.told) == 2)
    (first, _), (second, _) = receiver.told
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    (entry,) = await until_logged(stub, 1, _S.STATE_DELIVERED)
    assert entry.attempt_count == 2


async def test_what_waits_says_why_and_can_be_told_at_once(stub, shop, receiver, bus):
    receiver.statuses[:] = [503, 503, 503]
    await change(bus)
    await eventually(lambda: receiver.told)
    waiting = await until_logged(stub, 1, _S.STATE_QUEUED)
    while not waiting[0].reason:
        waiting = await until_logged(stub, 1, _S.STATE_QUEUED)
    assert (waiting[0].status, "answers with 503" in waiting[0].reason) == (503, True)
    receiver.statuses.clear()
    await stub.RetryEventDelivery(api.RetryEventDeliveryRequest(name=waiting[0].name))
    await until_logged(stub, 1, _S.STATE_DELIVERED)


async def test_a_restart_loses_no_change_and_tells_none_twice(listener, stub, shop, receiver, bus):
    await change(bus, state="SENDING")
    await until_logged(stub, 1, _S.STATE_DELIVERED)
    await listener.stop()
    await change(bus, state="SENT")
    await listener.start()
    await eventually(lambda: len(receiver.told) == 2)
    assert [told["reply_state"] for _, told in receiver.told] == ["SENDING", "SENT"]


async def test_what_happened_while_a_source_was_paused_is_not_told(listener, stub, shop, receiver, bus):
    await change(bus, state="SENDING")
    await until_logged(stub, 1, _S.STATE_DELIVERED)
    await stub.PauseSource(api.PauseSourceRequest(name="sources/shop"))
    await listener.stop()
    await change(bus, state="CHECKING")
    await listener.start()
    await stub.ResumeSource(api.ResumeSourceRequest(name="sources/shop"))
    await change(bus, state="SENT")
    await eventually(lambda: len(receiver.told) == 2)
    assert [told["reply_state"] for _, told in receiver.told] == ["SENDING", "SENT"]


async def tried(stub):
    return await stub.SendTestEvent(api.SendTestEventRequest(name="sources/shop"), wait_for_ready=True)


async def test_a_system_is_tried_with_a_signed_post_that_counts_as_no_delivery(stub, shop, receiver, bus):
    answer = await tried(stub)
    request, told = receiver.told[0]
    assert (answer.status, answer.reason) == (204, "")
    assert answer.wait_duration.ToNanoseconds() > 0
    stamp, identifier = int(request.headers["webhook-timestamp"]), request.headers["webhook-id"]
    assert request.headers["webhook-signature"] == sign(SECRET, identifier, stamp, request.body)
    assert (told["type"], told["id"], told["source"]) == ("test", answer.event_id, "sources/shop")
    assert identifier == request.headers["idempotency-key"] == answer.event_id
    receiver.statuses[:] = [503]
    refused = await tried(stub)
    assert (refused.status, refused.reason) == (503, "The webhook's receiver answers with 503.")
    assert refused.event_id != answer.event_id
    await change(bus)
    (entry,) = await until_logged(stub, 1, _S.STATE_DELIVERED)
    assert entry.type == "reply-changed"
    assert [told["type"] for _, told in receiver.told] == ["test", "test", "reply-changed"]
    assert len(await logged(stub)) == 1


async def test_a_system_that_is_away_or_not_there_says_so(stub, shop, receiver, tmp_path):
    receiver.server.close()
    await receiver.server.wait_closed()
    answer = await tried(stub)
    assert (answer.status, "cannot be reached" in answer.reason) == (0, True)
    quiet = api.Source(type="webhook", config={"secret_file": str(tmp_path / "secret")})
    await stub.CreateSource(api.CreateSourceRequest(source_id="quiet", source=quiet))
    answer = await stub.SendTestEvent(api.SendTestEventRequest(name="sources/quiet"))
    assert (answer.status, answer.reason) == (0, "The source has no url to tell; set it.")
    with pytest.raises(Exception, match="sources/nobody"):
        await stub.SendTestEvent(api.SendTestEventRequest(name="sources/nobody"))
    feed = api.Source(type="rss", config={"url": "https://feed.example/rss"})
    await stub.CreateSource(api.CreateSourceRequest(source_id="feed", source=feed))
    with pytest.raises(Exception, match="tells no system anything"):
        await stub.SendTestEvent(api.SendTestEventRequest(name="sources/feed"))


async def test_a_try_goes_no_further_inside_the_house_than_what_is_told(listener, stub, shop, receiver):
    await listener.stop()
    guarded = dataclasses.replace(listener.settings.listener, allow_private_addresses=False)
    listener.settings = dataclasses.replace(listener.settings, listener=guarded)
    await listener.start()
    answer = await tried(stub)
    assert (answer.status, "leads to a private address" in answer.reason) == (0, True)
    assert not receiver.told


async def test_systems_are_tried_by_leads(listener, shop, receiver):
    agent = listener.stub(Principal("cem", "user", frozenset({"agent"})))
    with pytest.raises(grpc.aio.AioRpcError) as fault:
        await tried(agent)
    assert fault.value.code() == grpc.StatusCode.PERMISSION_DENIED
    lead = listener.stub(Principal("lea", "user", frozenset({"lead"})))
    assert (await tried(lead)).status == 204
    assert len(receiver.told) == 1


async def test_kinds_nobody_knows_are_refused(stub, acme, receiver, tmp_path):
    config = {"url": receiver.url, "secret_file": str(tmp_path / "secret"), "events": "everything"}
    wish = api.CreateSourceRequest(source_id="odd", source=api.Source(type="webhook", config=config))
    with pytest.raises(Exception, match="no kind of change"):
        await stub.CreateSource(wish)


async def test_of_practice_no_system_is_told(bus, stub, shop, receiver):
    brand = api.Brand(display_name="School", training=True)
    await stub.CreateBrand(api.CreateBrandRequest(brand_id="school", brand=brand))
    await change(bus, brand="brands/school", state="FAILED")
    await change(bus)
    await eventually(lambda: receiver.told)
    assert [body["brand"] for _, body in receiver.told] == ["brands/acme"]
