"""What is peculiar to Bluesky: sessions, threads, marks in bytes, and keys that Jetstream gives as well."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from services.common.model import identity
from services.listener.sources import base as sources
from services.listener.sources import items, jetstream
from services.listener.sources.base import Refused, Sent
from services.listener.sources.bluesky import keys
from tests.fixtures import peers
from tests.fixtures.peers import base, gate
from tests.fixtures.peers.base import HANDLE, WORD
from tests.fixtures.peers.bluesky import OWN, POST, Refusal, key
from tests.fixtures.peers.reading import Reading, asking

peer = peers.only("bluesky")


def calls(peer, method):
    return [request for request in peer.gate.requests if request.path.endswith(method)]


async def test_a_session_that_ends_is_renewed_without_the_password(peer, reading):
    await reading.see(await peer.post(f"{WORD} one"))
    seen = len(peer.gate.requests)

    def a_day_passes(_now):
        return peer.scene.clock.monotonic() > 6 * 3600

    await reading.until(a_day_passes, seconds=7 * 3600)
    later = peer.gate.requests[seen:]
    assert len([request for request in later if request.path.endswith("createSession")]) == 1
    assert len([request for request in later if request.path.endswith("refreshSession")]) >= 2


async def test_a_post_has_the_same_key_and_thread_as_from_jetstream(peer, reading):
    root = await peer.post(f"{WORD} root")
    reply = await peer.post(f"{WORD} below", reply_to=root)
    mention = (await reading.see(root, reply)).mention(reply)
    uri = identity.split_key(reply).native_id
    did, collection, rkey = uri.removeprefix("at://").split("/")
    commit = {
        "operation": "create",
        "collection": collection,
        "rkey": rkey,
        "record": peer.records[uri].value,
    }
    frame = {"did": did, "time_us": 1_772_000_000_000_000, "kind": "commit", "commit": commit}
    reader = jetstream.FrameReader("sources/j", sources.GivenWords())
    (item,) = reader.read([json.dumps(frame).encode()], items.stamp(peer.now())).items
    for field in ("key", "name", "text", "parent_key", "conversation_key", "kind", "link"):
        assert getattr(item.mention, field) == getattr(mention, field)
    assert item.mention.author.key == mention.author.key
    assert mention.author.handle == "mira.example"


async def test_what_is_said_below_a_post_comes_though_it_has_none_of_the_words(peer, reading):
    root = await peer.post(f"{WORD} root")
    await reading.see(root)
    below = await peer.post("no such word", reply_to=root)
    assert (await reading.see(below)).mention(below).conversation_key == root


async def test_notifications_come_though_search_finds_nothing(peer, reading):
    ours = await peer.post("ours", by=HANDLE)
    asked = await peer.post("a question without the word", reply_to=ours)
    await reading.see(asked)


async def test_an_answer_deep_in_a_thread_names_its_root_and_marks_its_words_in_bytes(peer, reading):
    root = await peer.post(f"{WORD} root")
    below = await peer.post(f"{WORD} below", reply_to=root)
    mention = (await reading.see(root, below)).mention(below)
    text = "Sorry 👋 @tom.bsky.social and @nobody.invalid: https://shop.example/tips #tips"
    async with reading.open() as source:
        sent = await source.reply(asking(peer, mention, text))
    assert isinstance(sent, Sent)
    value = peer.records[identity.split_key(sent.mention_key).native_id].value
    assert key(value["reply"]["root"]["uri"]) == root
    assert key(value["reply"]["parent"]["uri"]) == below
    raw = text.encode()
    marked = {
        raw[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode(): each["features"][0]
        for each in value["facets"]
    }
    assert set(marked) == {"@tom.bsky.social", "https://shop.example/tips", "#tips"}
    assert marked["@tom.bsky.social"]["did"] == "did:plc:tom"


async def test_pictures_that_are_too_many_too_large_or_none_are_refused_before_anything_leaves(peer, reading):
    mention = await reading.learn(f"{WORD} is late")
    small = sources.Media("image/png", b"x")
    large, text = sources.Media("image/png", b"x" * 1_000_001), sources.Media("text/plain", b"x")
    for media in [[small] * 5, [large], [text]]:
        async with reading.open() as source:
            outcome = await source.reply(asking(peer, mention, media=media))
        assert isinstance(outcome, Refused)
        assert outcome.permanent
    assert peer.answers == []
    assert peer.blobs == []


async def test_nobody_elses_post_is_taken_back(peer, reading):
    mention = await reading.learn(f"{WORD} is late")
    async with reading.open() as source:
        outcome = await source.delete(mention.key)
    assert isinstance(outcome, Refused)
    assert not calls(peer, "deleteRecord")


async def test_a_redirect_gets_neither_password_nor_token(peer, reading):
    there = {"location": "https://elsewhere.example/xrpc/com.atproto.server.createSession"}
    peer.gate.plan(gate.Status(307, there), times=None)
    with pytest.raises(sources.SourceError):
        await reading.until(lambda _: False)


async def test_an_answer_without_end_is_not_taken_in(peer, reading):
    body = json.dumps({"posts": [], "more": "x" * 17_000_000}).encode()
    peer.gate.plan(gate.Status(200, {"content-type": "application/json"}, body), gate.Target.READING)
    with pytest.raises(sources.SourceUnreachable, match="connection lost"):
        await reading.until(lambda _: False)


async def test_a_cursor_of_the_network_that_is_forgotten_begins_the_walk_anew(peer, reading):
    found = [await peer.post(f"{WORD} {number}") for number in range(base.PAGE_SIZE * 2)]
    await reading.until(lambda now: now.pages)
    state = json.loads(reading.cursor)
    for walk in state["walks"].values():
        walk["next"] = "forgotten"
    search = peer._search

    def refusing(request):
        if request.query.get("cursor") == "forgotten":
            raise Refusal("InvalidRequest")
        return search(request)

    peer._search = refusing
    peer._notifications = lambda _request: {"notifications": []}
    given = set(reading.states)
    again = Reading(peer, cursor=json.dumps(state))
    await again.until(lambda now: given | set(now.states) >= set(found))


def test_a_key_of_ours_is_a_tid_and_always_the_same():
    made = {keys.derive(f"request {number}") for number in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch("[2-7a-j][2-7a-z]{12}", each) for each in made)
    assert keys.derive("a", "b") == keys.derive("a", "b") != keys.derive("ab")


async def test_the_same_request_from_two_places_at_once_is_one_answer(peer, reading):
    asked = asking(peer, await reading.learn(f"{WORD} is late"))
    async with reading.open() as one, reading.open() as other:
        first = await one.reply(asked)
        second = await other.reply(dataclasses.replace(asked, text="Other words"))
    assert first == second
    assert [had.text for had in peer.answers] == [asked.text]
    assert f"at://{OWN}/{POST}/" in identity.split_key(first.mention_key).native_id
