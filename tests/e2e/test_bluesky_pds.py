"""Answers on Bluesky's own server: it takes what we send, recognises repeats, refuses what it should."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import shutil
import uuid
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from services.common.model import identity
from services.listener.sources import base, registry
from services.listener.sources.base import Refused, Sent

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

FOLDER = Path(__file__).resolve().parents[2] / ".e2e" / "pds"
POST = "app.bsky.feed.post"
PASSWORD = "the-password"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "000000050001a5f645400000000049454e44ae426082"
)


class Town:
    """The server and those who write on it."""

    def __init__(self, http):
        self.http = http

    async def call(self, method, body, token=""):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        response = await self.http.post(f"/xrpc/{method}", json=body, headers=headers)
        response.raise_for_status()
        return response.json() if response.content else {}

    async def account(self, name):
        handle = f"{name}{uuid.uuid4().hex[:6]}.test"
        body = {"handle": handle, "email": f"{uuid.uuid4().hex}@mail.test", "password": PASSWORD}
        return await self.call("com.atproto.server.createAccount", body)

    async def post(self, author, text):
        record = {"$type": POST, "text": text, "createdAt": "2026-01-01T00:00:00Z"}
        body = {"repo": author["did"], "collection": POST, "record": record}
        return (await self.call("com.atproto.repo.createRecord", body, author["accessJwt"]))["uri"]

    async def remove(self, author, uri):
        body = {"repo": author["did"], "collection": POST, "rkey": uri.rpartition("/")[2]}
        await self.call("com.atproto.repo.deleteRecord", body, author["accessJwt"])

    async def records(self, author, collection=POST):
        params = {"repo": author["did"], "collection": collection}
        response = await self.http.get("/xrpc/com.atproto.repo.listRecords", params=params)
        return response.json()["records"]


@pytest.fixture
async def town():
    node = FOLDER / "bin" / "node"
    if not (FOLDER / "node_modules" / "@atproto" / "dev-env").is_dir() or not node.exists():
        pytest.skip("Bluesky's server is not installed; `make e2e` does it.")
    script = shutil.copy(Path(__file__).with_name("pds.mjs"), FOLDER / "pds.mjs")
    server = await asyncio.create_subprocess_exec(
        node, script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=1 << 20
    )
    try:
        port = await asyncio.wait_for(_ready(server), 90)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            yield Town(http)
    finally:
        with contextlib.suppress(ProcessLookupError):
            server.kill()
        await server.wait()


async def _ready(server):
    async for line in server.stdout:
        if line.startswith(b"READY "):
            return int(line.split()[1])
    raise AssertionError("The server ended before it was ready.")


@pytest.fixture
async def brand(town):
    return await town.account("brand")


@pytest.fixture
async def mira(town):
    return await town.account("mira")


def open_source(town, account, password=PASSWORD):
    config = {"pds": str(town.http.base_url).rstrip("/")}
    kind = registry.find("bluesky")
    kind.validate(config)
    secrets = base.GivenCredentials({"identifier": account["handle"], "app_password": password})
    return kind.open(base.SourceContext("sources/b", config, allow_private=True, credentials=secrets))


@pytest.fixture
async def source(town, brand):
    opened = open_source(town, brand)
    yield opened
    await opened.close()


def key(uri):
    return identity.make_key("bluesky", "-", uri)


def asking(uri, text="Sorry 👋 we are on it."):
    return base.ReplyRequest(str(uuid.uuid4()), key(uri), "", text, datetime.now(UTC))


async def test_a_real_server_takes_an_answer_once_and_shows_it_as_it_was_meant(town, brand, mira, source):
    post = await town.post(mira, "No coffee 👋")
    asked = asking(post, f"Sorry 👋 @{mira['handle']}, see https://shop.example/tips #tips")
    assert await source.find_reply(asked) is None
    sent = await source.reply(asked)
    assert isinstance(sent, Sent)
    assert await source.reply(asked) == sent
    assert await source.find_reply(asked) == sent
    (record,) = await town.records(brand)
    assert key(record["uri"]) == sent.mention_key
    value = record["value"]
    assert value["text"] == asked.text
    assert value["reply"]["parent"]["uri"] == value["reply"]["root"]["uri"] == post
    raw = asked.text.encode()
    marked = {
        raw[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode(): each["features"][0]
        for each in value["facets"]
    }
    assert marked[f"@{mira['handle']}"]["did"] == mira["did"]
    assert marked["https://shop.example/tips"]["uri"] == "https://shop.example/tips"
    assert marked["#tips"]["tag"] == "tips"


async def test_an_answer_in_a_thread_names_its_root(town, brand, mira, source):
    post = await town.post(mira, "No coffee")
    first = await source.reply(asking(post))
    second = await source.reply(dataclasses.replace(asking(post), mention_key=first.mention_key))
    uri = identity.split_key(second.mention_key).native_id
    (record,) = [each for each in await town.records(brand) if each["uri"] == uri]
    assert record["value"]["reply"]["root"]["uri"] == post
    assert key(record["value"]["reply"]["parent"]["uri"]) == first.mention_key


async def test_a_picture_goes_with_an_answer(town, brand, mira, source):
    asked = asking(await town.post(mira, "No coffee"))
    media = [base.Media("image/png", PIXEL, "A dot.")]
    assert isinstance(await source.reply(dataclasses.replace(asked, media=media)), Sent)
    (record,) = await town.records(brand)
    assert record["value"]["embed"]["images"][0]["alt"] == "A dot."


async def test_what_is_too_long_or_below_something_that_is_gone_is_refused_for_good(town, mira, source):
    post = await town.post(mira, "No coffee")
    refused = await source.reply(asking(post, "x" * 301))
    assert isinstance(refused, Refused)
    assert refused.permanent
    assert "300" in refused.reason
    await town.remove(mira, post)
    refused = await source.reply(asking(post))
    assert refused == Refused("That post is no longer on Bluesky.", permanent=True)


async def test_an_answer_and_a_like_can_be_taken_back(town, brand, mira, source):
    post = await town.post(mira, "No coffee")
    sent = await source.reply(asking(post))
    for _ in range(2):
        assert isinstance(await source.delete(sent.mention_key), Sent)
        assert isinstance(await source.moderate("like", key(post)), Sent)
    assert await town.records(brand) == []
    (like,) = await town.records(brand, "app.bsky.feed.like")
    assert like["value"]["subject"]["uri"] == post


async def test_a_wrong_password_needs_a_person(town, brand):
    source = open_source(town, brand, "not-the-password")
    with pytest.raises(base.SourceRejected, match="app_password"):
        await source.identify()
    await source.close()
