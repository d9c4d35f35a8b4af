"""The listener's HTTP port with a real log and a real database."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import dataclasses
import hashlib
import hmac
import json
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import grpc
import httpx
import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import identity
from services.common.obs import metrics
from services.common.rpc import errors
from services.listener.adapters import hasty, webhooks
from services.listener.store.coverage import Cause

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two characters").decode()


def signed(content, *, secret=SECRET, at=None, message_id=None):
    """Body and headers of a request as the system of a customer makes it."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    message_id, at = message_id or str(uuid.uuid4()), int(at or time.time())
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message_id}.{at}.".encode() + body, hashlib.sha256).digest()
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
    return {"content": body, "headers": headers}


def mention(native_id, text="acme is late"):
    return {"network": "webhook", "native_id": native_id, "text": text}


@pytest.fixture
def listener_settings(listener_settings, free_port):
    listener = dataclasses.replace(listener_settings.listener, http_port=free_port)
    return dataclasses.replace(listener_settings, listener=listener)


@pytest.fixture
async def http(listener):
    port = listener.settings.listener.http_port
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        yield client


@pytest.fixture
async def shop(stub, acme, tmp_path):
    (tmp_path / "secret").write_text(SECRET)
    config = {"secret_file": str(tmp_path / "secret"), "site": "shop"}
    source = api.Source(type="webhook", config=config)
    return await stub.CreateSource(api.CreateSourceRequest(source_id="shop", source=source))


async def refusal(call):
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    return errors.refusal_of(refused.value)


def count(outcome, kind="webhook"):
    return metrics.WEBHOOK_REQUESTS.labels(kind, outcome)._value.get()


async def test_what_is_brought_is_on_the_log_when_it_is_answered(http, shop, log):
    answer = await http.post("/webhooks/shop", **signed({"mentions": [mention("1"), mention("2", "no")]}))
    assert (answer.status_code, answer.text) == (200, "")
    (item,) = await log.items()
    assert item.mention.key == identity.make_key("webhook", "shop", "1")
    assert item.mention.source == "sources/shop"
    assert [match.brand for match in item.mention.matches] == ["brands/acme"]


async def test_a_repeat_of_a_request_brings_nothing_and_is_answered_like_the_first(http, shop, log, stub):
    request = signed({"mentions": [mention("1")]})
    before = count("repeated")
    for _ in range(3):
        assert (await http.post("/webhooks/shop", **request)).status_code == 200
    assert count("repeated") == before + 2
    assert len(await log.items()) == 1
    assert (await stub.GetSource(api.GetSourceRequest(name=shop.name))).received_count == 1


async def test_a_repeat_is_known_to_a_listener_that_did_not_take_the_first(http, shop, log, listener):
    request = signed({"mentions": [mention("1")]})
    assert (await http.post("/webhooks/shop", **request)).status_code == 200
    await listener.stop()
    await listener.start()
    assert (await http.post("/webhooks/shop", **request)).status_code == 200
    assert len(await log.items()) == 1


async def test_a_signature_is_not_made_another_by_writing_more_beside_it(http, shop, log):
    request = signed({"mentions": [mention("1")]})
    await http.post("/webhooks/shop", **request)
    request["headers"]["webhook-signature"] = f"v1,AAAA {request['headers']['webhook-signature']} v1,BBBB"
    assert (await http.post("/webhooks/shop", **request)).status_code == 200
    assert len(await log.items()) == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"secret": "whsec_" + base64.b64encode(b"x" * 32).decode()}, 401),
        ({"at": 1_700_000_000}, 403),
        ({"at": time.time() + 4000}, 403),
    ],
)
async def test_forged_old_and_future_requests_bring_nothing(http, shop, log, change, status):
    answer = await http.post("/webhooks/shop", **signed({"mentions": [mention("1")]}, **change))
    assert answer.status_code == status
    assert await log.items() == []


@pytest.mark.parametrize("path", ["/webhooks/nobody", "/webhooks/UP", "/webhooks/", "/", "/webhooks/shop/x"])
async def test_what_is_not_there_is_not_found_and_nothing_is_told(http, shop, path):
    answer = await http.post(path, **signed({"mentions": []}))
    assert (answer.status_code, answer.text) == (404, "")
    assert "server" not in answer.headers


async def test_a_source_that_is_asked_has_no_door(http, twin):
    assert (await http.post("/webhooks/twin", content=b"{}")).status_code == 404


async def test_other_methods_are_not_allowed(http, shop):
    for method in ("PUT", "DELETE", "PATCH"):
        assert (await http.request(method, "/webhooks/shop")).status_code == 405
    assert (await http.get("/webhooks/shop")).status_code == 405


async def test_a_large_body_is_refused_whether_it_says_so_or_not(http, shop):
    body = b" " * (webhooks.MAX_BODY_BYTES + 1)

    async def parts():
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    for content in (body, parts()):
        assert (await http.post("/webhooks/shop", content=content)).status_code == 413


@pytest.mark.parametrize(("path", "status"), [("shop", 413), ("nosuch", 413), ("shop/more", 413)])
async def test_who_still_writes_hears_the_refusal_and_no_broken_connection(listener, shop, path, status):
    body = b" " * (2 * webhooks.MAX_BODY_BYTES)
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.settings.listener.http_port)
    head = f"POST /webhooks/{path} HTTP/1.1\r\nhost: a\r\ncontent-length: {len(body)}\r\n\r\n"
    writer.write(head.encode())
    async with asyncio.timeout(10):
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 %d " % status)
        writer.write(body)
        await writer.drain()
        rest = await reader.read()
    assert b"\r\n\r\n" in rest
    writer.close()
    await writer.wait_closed()


async def test_a_refused_body_is_not_listened_to_for_ever(listener, shop, monkeypatch):
    monkeypatch.setattr(webhooks, "RUN_OUT_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.settings.listener.http_port)
    writer.write(b"POST /webhooks/shop HTTP/1.1\r\nhost: a\r\ncontent-length: 900000000\r\n\r\n")
    async with asyncio.timeout(10):
        assert (await reader.read()).startswith(b"HTTP/1.1 413")
    writer.close()


async def test_a_nest_is_not_unfolded(http, shop):
    for body in (b'{"mentions":' * 50_000, b"[" * 100_000):
        answer = await http.post("/webhooks/shop", **signed(body))
        assert (answer.status_code, "nested" in answer.text) == (400, True)


async def test_long_headers_are_refused(http, shop):
    for length in (17_000, 40_000, 2_000_000):
        try:
            answer = await http.post("/webhooks/shop", headers={"x-much": "y" * length})
        except httpx.TransportError:  # the port closed before everything was sent, which is as well
            continue
        assert answer.status_code in {400, 431}


async def test_a_connection_that_does_not_speak_is_ended(http, shop, listener, monkeypatch):
    monkeypatch.setattr(hasty, "HEAD_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.settings.listener.http_port)
    writer.write(b"POST /webhooks/shop HTTP/1.1\r\nhost: a\r\n")
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()


async def test_a_body_that_does_not_end_is_ended(http, shop, listener, monkeypatch):
    monkeypatch.setattr(webhooks, "BODY_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.settings.listener.http_port)
    writer.write(b"POST /webhooks/shop HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{")
    async with asyncio.timeout(10):
        assert (await reader.read()).startswith(b"HTTP/1.1 408")
    writer.close()


async def test_a_paused_source_has_it_brought_again_later(http, shop, stub, log):
    await stub.PauseSource(api.PauseSourceRequest(name=shop.name))
    request = signed({"mentions": [mention("1")]})
    answer = await http.post("/webhooks/shop", **request)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "300")
    assert (await http.post("/webhooks/shop", **signed({}, secret="whsec_" + "A" * 44))).status_code == 401
    await stub.ResumeSource(api.ResumeSourceRequest(name=shop.name))
    assert (await http.post("/webhooks/shop", **request)).status_code == 200
    assert len(await log.items()) == 1


async def test_a_source_without_its_secret_has_it_brought_again_later(http, stub, acme):
    source = api.Source(type="webhook", config={})
    await stub.CreateSource(api.CreateSourceRequest(source_id="bare", source=source))
    answer = await http.post("/webhooks/bare", **signed({"mentions": [mention("1")]}))
    assert (answer.status_code, answer.text) == (503, "")


async def test_what_is_brought_is_heard_by_the_reader_and_counted(http, shop, stub):
    before = datetime.now(UTC)
    await http.post("/webhooks/shop", **signed({"mentions": [mention("1"), mention("2", "else")]}))
    source = await stub.GetSource(api.GetSourceRequest(name=shop.name))
    assert (source.received_count, source.matched_count) == (2, 1)
    assert source.item_time.ToDatetime(UTC) >= before


async def test_a_source_without_its_secret_does_not_say_that_it_sees(stub, acme):
    await stub.CreateSource(api.CreateSourceRequest(source_id="bare", source=api.Source(type="webhook")))
    async with asyncio.timeout(20):
        while not (found := await stub.GetSource(api.GetSourceRequest(name="sources/bare"))).problem:
            await asyncio.sleep(0.05)
    assert found.sight == api.CoverageInterval.SIGHT_BLIND
    assert "source connect bare" in found.problem


async def test_a_brand_that_is_not_there_gets_nothing_and_somebody_is_told(stub, acme):
    source = api.Source(type="webhook", config={"brand": "brands/acmee"})
    told = await refusal(stub.CreateSource(api.CreateSourceRequest(source_id="typo", source=source)))
    assert "brands/acmee does not exist" in told.message


async def test_a_secret_that_is_too_short_is_not_kept(stub, shop):
    request = api.ConnectAccountRequest(name=f"{shop.name}/account", secrets={"old_secret": "short"})
    told = await refusal(stub.ConnectAccount(request))
    assert told.metadata["field"] == "secrets.old_secret"
    assert "is not usable" in told.message


async def test_a_brand_of_the_source_gets_everything(http, stub, acme, log, tmp_path):
    (tmp_path / "secret").write_text(SECRET)
    config = {"secret_file": str(tmp_path / "secret"), "brand": "brands/acme"}
    source = api.Source(type="webhook", config=config)
    await stub.CreateSource(api.CreateSourceRequest(source_id="desk", source=source))
    await http.post("/webhooks/desk", **signed({"mentions": [mention("1", "help me")]}))
    (item,) = await log.items()
    assert [match.brand for match in item.mention.matches] == ["brands/acme"]


async def test_a_source_says_where_its_news_is_brought(shop, stub, twin, listener):
    port = listener.settings.listener.http_port
    found = (await stub.ListSources(api.ListSourcesRequest())).sources
    assert [source.webhook_uri for source in found] == [f"http://127.0.0.1:{port}/webhooks/shop", ""]


class TestFullLog:
    @pytest.fixture
    def bus_settings(self, bus_settings):
        return dataclasses.replace(bus_settings, stream_max_bytes=1024 * 1024, batch_max_bytes=102_400)

    async def test_a_full_log_has_it_brought_again_and_coverage_says_so(self, http, shop, stub, log):
        async def bring(number):
            long = f"acme {'x' * 20_000}{number}"
            return await http.post("/webhooks/shop", **signed({"mentions": [mention(str(number), long)]}))

        statuses, refused = [], None
        for number in range(120):
            answer = await bring(number)
            statuses.append(answer.status_code)
            if answer.status_code == 503:
                refused = answer
                break
        assert refused is not None, statuses
        assert set(statuses[:-1]) == {200}
        assert int(refused.headers["retry-after"]) > 0
        assert len(await log.items()) == len(statuses) - 1
        source = await stub.GetSource(api.GetSourceRequest(name=shop.name))
        assert source.cause == Cause.CAUSE_BACK_PRESSURE
        await log.take()
        assert (await bring(number)).status_code == 200


async def test_the_example_of_the_page_works(http, shop, log):
    page = (Path(__file__).parents[3] / "docs" / "howto" / "receive-webhooks.md").read_text()
    example = page.partition("```python\n")[2].partition("```")[0]
    example = example.replace("c2VjcmV0IG9mIHRoaXJ0eS10d28gY2hhcmFjdGVycw==", SECRET.removeprefix("whsec_"))
    example = example.replace("http://127.0.0.1:8702", str(http.base_url).rstrip("/"))
    await asyncio.to_thread(exec, example, {})
    (item,) = await log.items()
    assert (item.mention.native_id, item.mention.author.handle) == ("4711", "mira")
