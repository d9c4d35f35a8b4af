"""Mastodon against somebody else's server of its API, a process of its own on this machine, in real time."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import sys
import uuid
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from services.common.model import identity
from services.listener.sources import base, registry
from services.listener.sources.base import Refused, Sent
from tests.fixtures import ports

CONFIG = """
[streaming]
heartbeat_seconds = 0.5

[[seed.accounts]]
username = "percolune"
access_token = "brand_token"

[[seed.accounts]]
username = "mira"
access_token = "mira_token"

[[seed.follows]]
follower = "percolune"
following = "mira"
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "000000050001a5f645400000000049454e44ae426082"
)


class Town:
    """The server and those who write on it."""

    def __init__(self, http):
        self.http = http
        self.url = str(http.base_url).rstrip("/")

    async def call(self, method, path, by="mira", **body):
        headers = {"authorization": f"Bearer {by}_token"}
        response = await self.http.request(method, f"/api/v1/{path}", json=body or None, headers=headers)
        response.raise_for_status()
        return response.json()

    async def post(self, text, by="mira", **more):
        return await self.call("POST", "statuses", by, status=text, **more)

    async def fault(self, path, **effect):
        body = {"match": {"path": path}, "effect": effect, "count": 1}
        (await self.http.post("/api/v1/_mock/faults", json=body)).raise_for_status()

    def source(self, mode="user", **config):
        settings = {"url": self.url, "mode": mode, **config}
        kind = registry.find("mastodon")
        kind.validate(settings)
        secrets = base.GivenCredentials({"access_token": "brand_token"})
        words = base.GivenWords(("Percolune",))
        context = base.SourceContext("sources/m", settings, True, credentials=secrets, watched=words)
        return kind.open(context)


@pytest.fixture(scope="module")
def port():
    return ports.free()


@pytest.fixture
async def town(tmp_path, port):
    file = tmp_path / "mock.toml"
    file.write_text(f'domain = "127.0.0.1:{port}"\nurl_scheme = "http"\n{CONFIG}')
    command = [sys.executable, "-m", "mastodon_mock", "serve", "--in-memory", "--config", str(file)]
    server = await asyncio.create_subprocess_exec(
        *command,
        "--port",
        str(port),
        "--log-level",
        "error",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=tmp_path,
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as http:
            async with asyncio.timeout(60):
                while not await _answers(http):
                    await asyncio.sleep(0.1)
            yield Town(http)
    finally:
        with contextlib.suppress(ProcessLookupError):
            server.kill()
        await server.wait()


async def _answers(http):
    try:
        return (await http.get("/api/v1/streaming/health")).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture
async def source(town):
    opened = town.source()
    yield opened
    await opened.close()


class Reading:
    """Reads a source until something holds."""

    def __init__(self, source, cursor=""):
        self.source = source
        self.cursor = cursor
        self.items = {}

    async def until(self, holds, then=None):
        async with asyncio.timeout(30), contextlib.aclosing(self.source.pages(self.cursor)) as pages:
            async for page in pages:
                self.cursor = page.cursor
                for item in page.items:
                    self.items[identity.fact_identity(item)[0]] = item
                if then is not None and not page.items:
                    await then()  # a page without items comes with the heartbeat: the stream is live
                    then = None
                if holds(self):
                    return self
        raise AssertionError("the source ended")


def key(status):
    return identity.make_key("mastodon", "-", status["uri"])


def asking(status, text="We are on it."):
    return base.ReplyRequest(str(uuid.uuid4()), key(status), "", text, datetime.now(UTC))


async def test_posts_before_and_during_a_stream_come_with_edits_and_deletions(town, source):
    before = await town.post("Percolune is late #coffee", spoiler_text="Rant")
    during = {}

    async def meanwhile():
        during["post"] = await town.post("Percolune again")
        await town.call("PUT", f"statuses/{before['id']}", status="Percolune was late")

    reading = Reading(source)
    await reading.until(
        lambda now: during and key(during["post"]) in now.items and now.items[key(before)].mention.revision,
        meanwhile,
    )
    edited = reading.items[key(before)].mention
    assert (edited.text, edited.title) == ("Percolune was late", "Rant")
    assert edited.author.handle == "mira@127.0.0.1"
    assert edited.revision == edited.edit_time.ToMilliseconds()

    async def delete():
        await town.call("DELETE", f"statuses/{before['id']}")

    await reading.until(lambda now: now.items[key(before)].HasField("deletion"), delete)


async def test_what_happened_while_nobody_read_comes_from_the_timelines(town, source):
    first = await town.post("Percolune one")
    reading = await Reading(source).until(lambda now: key(first) in now.items)
    missed = [await town.post(f"Percolune {number}") for number in range(45)]
    direct = await town.post("@percolune in private", visibility="direct")
    again = town.source()
    later = await Reading(again, reading.cursor).until(
        lambda now: {key(each) for each in [*missed, direct]} <= set(now.items)
    )
    private = later.items[key(direct)].mention
    assert private.private
    assert private.kind == private.KIND_MESSAGE
    await again.close()


async def test_an_answer_is_sent_once_to_its_author_no_more_public_than_the_post(town, source):
    post = await town.post("Percolune is late", visibility="unlisted", spoiler_text="Rant")
    asked = asking(post, "Sorry <b> & all: https://shop.example/tips 👋")
    assert await source.find_reply(asked) is None
    sent = await source.reply(asked)
    assert isinstance(sent, Sent)
    assert await source.reply(asked) == sent
    assert await source.find_reply(asked) == sent
    (told,) = (await town.call("GET", f"statuses/{post['id']}/context"))["descendants"]
    assert key(told) == sent.mention_key
    assert (told["visibility"], told["spoiler_text"]) == ("unlisted", "Rant")
    assert [each["acct"] for each in told["mentions"]] == ["mira"]
    source_text = await town.call("GET", f"statuses/{told['id']}/source", "brand")
    assert source_text["text"] == f"@mira {asked.text}"


async def test_a_private_answer_with_a_picture_is_both(town, source):
    asked = asking(await town.post("Percolune is late"))
    media = [base.Media("image/png", PIXEL, "A dot.")]
    sent = await source.reply(dataclasses.replace(asked, private=True, media=media))
    assert isinstance(sent, Sent)
    native_id = sent.mention_key.rpartition("%2F")[2]
    told = await town.call("GET", f"statuses/{native_id}", "brand")
    assert told["visibility"] == "direct"
    assert [each["description"] for each in told["media_attachments"]] == ["A dot."]


async def test_a_text_that_grows_too_long_with_the_handle_is_refused_with_the_number(town, source):
    refused = await source.reply(asking(await town.post("Percolune is late"), "x" * 498))
    assert isinstance(refused, Refused)
    assert refused.permanent
    assert "shorten it by 4" in refused.reason


async def test_acting_on_what_others_wrote_and_taking_back_what_we_wrote(town, source):
    post = await town.post("Percolune is late")
    sent = await source.reply(asking(post))
    for action in ["like", "like", "unlike", "mute", "report", "block"]:
        assert isinstance(await source.moderate(action, key(post)), Sent), action
    for _ in range(2):
        assert isinstance(await source.delete(sent.mention_key), Sent)
    assert (await source.identify()).login == "percolune@127.0.0.1"


async def test_a_limit_with_a_reset_in_seconds_is_believed(town):
    source = town.source("notifications")
    await town.fault("/api/v1/notifications", type="ratelimit")
    with pytest.raises(base.SourceRateLimited) as caught:
        await Reading(source).until(lambda _: False)
    assert 250 < caught.value.retry_after <= 300
    await source.close()


async def test_search_and_hashtags_and_the_public_stream_find_the_same_post(town):
    post = await town.post("Percolune is late #percolune")
    for mode in ["search", "hashtag", "public", "local"]:
        source = town.source(mode, hashtag="percolune")
        found = (await Reading(source).until(lambda now: key(post) in now.items)).items[key(post)].mention
        assert found.text == "Percolune is late #percolune"
        await source.close()


async def test_a_token_that_is_not_one_needs_a_person(town):
    settings = {"url": town.url}
    context = base.SourceContext(
        "sources/m", settings, True, credentials=base.GivenCredentials({"access_token": "wrong"})
    )
    source = registry.find("mastodon").open(context)
    with pytest.raises(base.SourceRejected, match="credentials"):
        await source.identify()
    refused = await source.reply(asking(await town.post("Percolune is late")))
    assert isinstance(refused, Refused)
    await source.close()


async def test_an_answer_of_ours_that_is_older_is_not_the_one(town, source):
    asked = asking(await town.post("Percolune is late"))
    assert isinstance(await source.reply(asked), Sent)
    later = dataclasses.replace(asked, attempt_time=asked.attempt_time + timedelta(minutes=1))
    assert await source.find_reply(later) is None
