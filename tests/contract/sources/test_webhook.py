"""What is the generic webhook's own: its form, its secrets, its marks."""

from __future__ import annotations

import base64
import dataclasses
import json
from datetime import timedelta

import pytest

from services.common.model import identity
from services.listener.sources import base as sources
from services.listener.sources import signing
from services.listener.sources.abilities import Delivered
from services.listener.sources.base import Refused, Sent
from tests.fixtures import peers
from tests.fixtures.peers.base import WORD
from tests.fixtures.peers.reading import asking
from tests.fixtures.peers.webhook import SECRET, keys

OTHER = "whsec_" + base64.b64encode(b"the secret that comes after the first").decode()


peer = peers.only("webhook")


def mention(native_id, **more):
    return {"network": "webhook", "native_id": native_id, "text": WORD, **more}


def key(native_id, site="shop"):
    return identity.make_key("webhook", site, native_id)


async def test_mentions_have_the_form_of_a_call_with_either_spelling(peer, source):
    told = mention(
        "1", title="T", author={"displayName": "Mira"}, editTime="2026-01-02T00:00:00Z", site="branch"
    )
    told |= {"create_time": "2026-01-01T00:00:00Z", "unheard": {"of": 1}, "matches": [{"brand": "brands/x"}]}
    (item,) = (await source.receive(peer.request({"mentions": [told]}))).items
    found = item.mention
    assert (found.key, found.title, found.author.display_name) == (key("1", "branch"), "T", "Mira")
    assert found.create_time.ToJsonString() == "2026-01-01T00:00:00Z"
    assert found.revision == found.edit_time.ToMilliseconds()
    assert not found.matches


async def test_an_item_that_cannot_be_read_costs_nothing_but_itself(peer, source):
    wrong = [7, mention(""), mention("2", create_time="yesterday"), mention("3", network="x")]
    content = {
        "mentions": [mention("1"), *wrong, mention("9")],
        "deletions": [{"key": "no"}, {"key": key("8")}],
    }
    received = await source.receive(peer.request(content))
    assert keys(received.items) == [key("1"), key("9"), key("8")]
    assert received.status == 200
    assert len(received.faults) == len(wrong) + 1
    assert "mentions[1] cannot be read" in received.body


@pytest.mark.parametrize(
    "content", [{"mentions": {}}, {"mentions": [mention("1")] * 1001}, {"deletions": "x"}]
)
async def test_lists_are_lists_and_not_too_long(peer, source, content):
    received = await source.receive(peer.request(content))
    assert (received.status, received.items) == (400, ())


async def test_a_request_is_marked_by_what_was_signed_until_its_age_refuses_it(peer, source):
    request = peer.request({"mentions": [mention("1")]}, age=timedelta(seconds=100))
    first = await source.receive(request)
    more = {**request.headers, "webhook-signature": f"v1,AA== {request.headers['webhook-signature']}"}
    second = await source.receive(dataclasses.replace(request, headers=more))
    third = await source.receive(peer.request({"mentions": [mention("1")]}))
    assert first.mark == second.mark != third.mark
    assert abs(first.mark_until - peer.scene.clock.now() - timedelta(seconds=200)) <= timedelta(seconds=1)


async def test_only_posts_bring_news(source):
    assert (await source.receive(Delivered("GET", {}, {}, b""))).status == 405


async def test_two_secrets_are_good_while_the_secret_changes(peer, reading):
    given = sources.GivenCredentials({"secret": OTHER, "old_secret": SECRET})
    async with reading.open(credentials=given) as source:
        for secret in (SECRET, OTHER):
            received = await source.receive(peer.request({"mentions": [mention("1")]}, secret=secret))
            assert received.status == 200
        brought = peer.request({"mentions": [mention("1")]})
        mentioned = (await source.receive(brought)).items[0].mention
        assert isinstance(await source.reply(asking(peer, mentioned)), Sent)
    async with reading.open(credentials=sources.GivenCredentials({"secret": OTHER})) as source:
        assert (await source.receive(brought)).status == 401


@pytest.mark.parametrize("secret", ["short", "whsec_AAAA", "whsec_%%%%"])
async def test_a_secret_that_keeps_nothing_safe_is_refused(peer, reading, secret):
    async with reading.open(credentials=sources.GivenCredentials({"secret": secret})) as source:
        with pytest.raises(sources.SourceRejected, match="24 bytes"):
            await source.receive(peer.request({}))


async def test_without_an_address_nothing_can_be_answered(peer, reading):
    async with reading.open(config={"url": ""}) as source:
        outcome = await source.reply(asking(peer, await reading.learn(WORD)))
    assert isinstance(outcome, Refused)
    assert "url" in outcome.reason


async def test_an_answer_does_not_reach_inside_the_network(peer, reading):
    mentioned = await reading.learn(WORD)
    async with reading.open(allow_private=False) as source:
        outcome = await source.reply(asking(peer, mentioned))
    assert isinstance(outcome, Refused)
    assert "private address" in outcome.reason
    assert peer.gate.requests == []


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example", 7])
def test_what_a_receiver_says_of_an_answer_is_not_believed_beyond_its_form(link):
    import httpx

    from services.listener.sources import webhook

    body = json.dumps({"native_id": "1", "link": link}).encode()
    said = webhook._said(httpx.Response(200, content=body))
    assert said.link == ""


def test_a_signature_is_what_the_specification_says():
    secret = signing.secret_bytes("whsec_" + base64.b64encode(b"k" * 24).decode())
    headers = signing.sign([secret], "msg_1", 1_700_000_000, b"{}")
    assert signing.is_signed([secret], headers, b"{}")
    for name, value in (("webhook-id", "msg_2"), ("webhook-timestamp", "1700000001")):
        assert not signing.is_signed([secret], {**headers, name: value}, b"{}")
    assert not signing.is_signed([secret], headers, b"{} ")
