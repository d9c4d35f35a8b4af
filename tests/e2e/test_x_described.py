"""X's own description of its API stands between source and stub, and nothing passes that it does not know.

A validating proxy (Prism) checks every request of the source and every answer of the stub, which speaks the
names of the description here. It gives answers whole, so the stream itself is not among them.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import gzip
import shutil
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from services.common.model import clock as clocks
from services.listener.sources import base as sources
from services.listener.sources.x import api, rules
from tests.fixtures import ports
from tests.fixtures.peers import base, x
from tests.fixtures.peers.base import HANDLE, WORD
from tests.fixtures.peers.reading import Reading, asking

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = ROOT.parent / "shared" / "data" / "x-openapi.json.gz"
PRISM = ROOT / ".e2e" / "prism" / "node_modules" / ".bin" / "prism"
NODE = ROOT / ".e2e" / "pds" / "bin" / "node"


def command():
    node = str(NODE) if NODE.exists() else shutil.which("node")
    if node is None or not PRISM.exists():
        pytest.skip("There is no Prism: `make e2e` sets it up.")
    if not DESCRIPTION.exists():
        pytest.skip("X's description of its API is not at hand: there is no folder ../shared/data.")
    return [node, str(PRISM)]


@contextlib.asynccontextmanager
async def proxy(upstream, folder):
    """Prism before an upstream; gives its address."""
    program, *prism = command()
    described, port = folder / "x.json", ports.free()
    described.write_bytes(gzip.decompress(DESCRIPTION.read_bytes()))
    arguments = [
        *prism,
        "proxy",
        str(described),
        upstream,
        "--errors",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with (folder / "prism.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(program, *arguments, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        await listening(url)
        yield url
    finally:
        process.terminate()
        await process.wait()


async def listening(url):
    async with httpx.AsyncClient() as http, asyncio.timeout(90):
        while True:
            with contextlib.suppress(httpx.HTTPError):
                await http.get(url, timeout=30)
                return
            await asyncio.sleep(0.2)


@pytest.fixture
async def peer(tmp_path):
    async with x.Peer(base.Scene(clocks.SystemClock(), tmp_path)).running() as running:
        running.names = "description"
        running.user(HANDLE)
        async with proxy(running.url, tmp_path) as url:
            usual = running.config()
            running.config = lambda **more: {**usual, "url": url, **more}
            yield running
        assert running.gate.errors == []


@pytest.fixture
async def source(peer):
    async with Reading(peer).open() as opened:
        yield opened


async def test_the_proxy_refuses_what_the_description_does_not_know(peer):
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {x.APP}"}) as http:
        address = f"{peer.config()['url']}/2/tweets/search/recent"
        refused = await http.get(address, params={"query": WORD, "max_results": 5})
        assert refused.status_code == 422
        await peer.post(f"{WORD} is good")
        params = {"query": f'"{WORD}"', "max_results": 10}
        assert (await http.get(address, params=params)).status_code == 200
        peer.names = "api"
        assert (await http.get(address, params=params)).status_code == 500


async def test_everything_that_is_asked_of_x_is_in_its_description(peer, source):
    key = await peer.post(f"{WORD} says https://shop.example/x #tea @tom", pictures=(x.PICTURE,))
    others = [await peer.post(f"@{HANDLE} {WORD} {number}") for number in range(4)]
    reading = await Reading(peer).see(key, *others)
    await peer.edit(key, f"{WORD} said")
    await reading.until(lambda now: now.text(key) == f"{WORD} said")
    usual = peer.config
    peer.config = lambda: usual(mode="mentions")
    await Reading(peer).see(*others)
    peer.config = lambda: usual(mode="mentions", account=HANDLE)
    await Reading(peer).see(*others)
    now = peer.now()
    estimate = await source.estimate(now - timedelta(hours=2), now - timedelta(hours=1))
    assert estimate.items == 5
    past = source.history(now - timedelta(hours=2), now - timedelta(minutes=1), "")
    assert [page async for page in past]


async def test_everything_that_an_account_does_is_in_its_description(peer, source):
    mention = await Reading(peer).learn(f"@{HANDLE} {WORD} is late")
    asked = asking(peer, mention)
    picture = sources.Media("image/png", b"png", "A cup.")
    for request in (
        asked,
        dataclasses.replace(asked, text="With a picture.", media=[picture]),
        dataclasses.replace(asked, text="In private.", private=True),
    ):
        sent = await source.reply(request)
        assert isinstance(sent, sources.Sent)
        assert await source.find_reply(request) == sent
        assert await source.delete(sent.mention_key) == sources.Sent(sent.mention_key, "")
    for action in sorted(source.actions):
        assert await source.moderate(action, mention.key) == sources.Sent(mention.key, "")


async def test_the_rules_of_the_stream_are_in_its_description(peer):
    context = Reading(peer).context(watched=sources.GivenWords([WORD, "tea"]))
    network = api.Api(context)
    for words in ([WORD, "tea"], ["coffee"], []):
        watched = sources.GivenWords(words)
        await rules.Rules(dataclasses.replace(context, watched=watched), network).follow()
        assert len(peer.rules) == bool(words)
    await network.close()
