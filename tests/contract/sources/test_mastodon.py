"""What is peculiar to Mastodon: ids here and URIs everywhere, visibility, boosts, streams and their gaps."""

from __future__ import annotations

import json

import pytest

from services.common.model import identity
from services.listener.sources import base as sources
from services.listener.sources.base import Refused, Sent
from services.listener.sources.mastodon import events, walking
from services.listener.sources.mastodon.server import _origin
from tests.fixtures import peers
from tests.fixtures.peers import gate
from tests.fixtures.peers.base import HANDLE, WORD
from tests.fixtures.peers.mastodon import REMOTE
from tests.fixtures.peers.reading import Reading, asking
from tests.fixtures.peers.web import reply_json

peer = peers.only("mastodon")


async def answered(reading, mention, text="We are on it.", **more):
    async with reading.open() as source:
        return await source.reply(asking(reading.peer, mention, text, **more))


def note_of(peer, key):
    return peer._by_key(key)


async def test_the_uri_of_the_post_is_its_key_and_not_the_servers_id(peer, reading):
    key = await peer.post(f"{WORD} here")
    mention = (await reading.see(key)).mention(key)
    assert mention.native_id.startswith(f"https://{REMOTE}/users/mira/statuses/")
    assert not mention.native_id.endswith(note_of(peer, key).id)
    assert mention.author.handle == f"mira@{REMOTE}"
    assert mention.author.key == identity.make_key("mastodon", "-", f"https://{REMOTE}/users/mira")
    assert (mention.author.bio, mention.author.follower_count) == ("Likes coffee", 3)


async def test_a_content_warning_is_the_title_and_a_private_post_is_private(peer, reading):
    warned = await peer.post(f"{WORD} here", spoiler="Rant")
    private = await peer.post(f"{WORD} among us", visibility="private")
    direct = await peer.post(f"{WORD} to you", visibility="direct")
    await reading.see(warned, private, direct)
    assert reading.mention(warned).title == "Rant"
    assert [reading.mention(key).private for key in (warned, private, direct)] == [False, True, True]
    assert reading.mention(direct).kind == reading.mention(direct).KIND_MESSAGE


async def test_a_boost_brings_the_post_that_it_passes_on(peer, reading):
    key = await peer.post(f"{WORD} here")
    original = note_of(peer, key)
    shown = peer.show(original)
    peer.show = lambda note: {**shown, "id": "9", "content": "", "reblog": shown}
    mention = (await reading.see(key)).mention(key)
    assert mention.text == f"{WORD} here"


async def test_a_reply_to_what_was_never_seen_knows_its_thread(peer, reading):
    root = await peer.post("long ago")
    middle = await peer.post("long ago, too", reply_to=root)
    last = await peer.post(f"{WORD} below", reply_to=middle)
    shown = [peer.notes.pop(note_of(peer, key).id) for key in (root, middle)]
    peer._above = lambda _note: shown
    mention = (await reading.see(last)).mention(last)
    assert (mention.parent_key, mention.conversation_key) == (middle, root)


async def test_a_deletion_while_nobody_read_is_found_and_a_post_that_is_hidden_for_a_moment_is_not_gone(
    peer, reading
):
    gone, hidden = await peer.post(f"{WORD} gone"), await peer.post(f"{WORD} hidden")
    await reading.see(gone, hidden)
    await peer.delete(gone)
    peer._many = lambda _request: []
    again = reading.again(reading.cursor)
    await again.until(lambda now: gone in now.states)
    assert again.states.pop(gone) is None
    assert None not in again.states.values()


async def test_an_answer_is_no_more_public_than_its_post_and_warns_as_it_does(peer, reading):
    post = await peer.post(f"{WORD} here", visibility="unlisted", spoiler="Rant")
    sent = await answered(reading, (await reading.see(post)).mention(post))
    assert isinstance(sent, Sent)
    note = note_of(peer, sent.mention_key)
    assert (note.visibility, note.spoiler, note.text) == ("unlisted", "Rant", f"@mira@{REMOTE} We are on it.")


async def test_an_answer_that_names_its_author_is_not_made_longer_and_one_below_our_own_neither(
    peer, reading
):
    mention = await reading.learn(f"{WORD} here")
    named = await answered(reading, mention, f"Sorry @mira@{REMOTE}!")
    assert note_of(peer, named.mention_key).text == f"Sorry @mira@{REMOTE}!"
    own = await reading.learn(f"{WORD} ours", by=HANDLE)
    below = await answered(reading, own, "And more.")
    assert note_of(peer, below.mention_key).text == "And more."


async def test_what_a_server_says_of_its_limits_counts(peer, reading):
    mention = await reading.learn(f"{WORD} here")
    limits = peer._instance()
    limits["configuration"]["statuses"]["max_characters"] = 40
    peer._instance = lambda: limits
    link = "https://shop.example/" + "x" * 100
    assert isinstance(await answered(reading, mention, link[:5] + "!"), Sent)
    refused = await answered(reading, mention, f"{'x' * 20} {link}")
    assert isinstance(refused, Refused)
    assert "takes 40" in refused.reason
    media = [sources.Media("image/tiff", b"x")]
    assert "image/tiff" in (await answered(reading, mention, "Hi", media=media)).reason


async def test_an_attachment_is_waited_for_and_described(peer, reading):
    mention = await reading.learn(f"{WORD} here")
    serve, looks = peer.serve, []

    async def slow(request):
        if request.path.endswith("/media"):
            return reply_json({"id": "5", "url": None}, 202)
        if request.path.endswith("/media/5"):
            looks.append(request)
            return reply_json({"id": "5"}, 206 if len(looks) < 3 else 200)
        return await serve(request)

    peer.gate.behind = slow
    media = [sources.Media("image/png", b"\x89PNG", "A dot.")]
    assert isinstance(await answered(reading, mention, media=media), Sent)
    assert len(looks) == 3


async def test_a_server_that_moved_gets_no_token_elsewhere(peer, reading):
    peer.gate.plan(gate.Status(301, {"location": "https://elsewhere.example/"}), times=None)
    with pytest.raises(sources.SourceRejected, match="moved"):
        await reading.until(lambda _: False)


async def test_people_who_do_not_watch_cost_nothing(peer):
    class Choosy(sources.GivenWords):
        def might_want(self, text):
            return WORD in text

        def knows(self, key):
            return False

    reading = Reading(peer)
    key = await peer.post(f"{WORD} here")
    watched = Choosy((WORD,), (HANDLE,))
    await reading.see(key, watched=watched)
    pages = []

    async with reading.open(watched=watched) as source:
        async for page in source.pages(reading.cursor):
            pages.append(page)
            if len(pages) == 3:
                await peer.post("something else")
            if sum(each.passed for each in pages):
                break
    assert not any(item for page in pages for item in page.items if item.mention.text == "something else")


def test_events_are_read_wherever_the_network_cuts_them():
    raw = b':)\n\nevent: update\ndata: {"a":1,\ndata: "b":2}\n\nevent: delete\r\ndata: 7\r\n\r\n:thump\n\n'
    whole = [*events.Parser().feed(raw)]
    parser = events.Parser()
    assert [event for byte in raw for event in parser.feed(bytes([byte]))] == whole
    assert [event.name for event in whole] == ["", "update", "delete", ""]
    assert json.loads(whole[1].data) == {"a": 1, "b": 2}


def test_an_event_without_end_is_not_taken_in(monkeypatch):
    monkeypatch.setattr(events, "MAX_EVENT_BYTES", 100)
    with pytest.raises(ValueError, match="without end"):
        [*events.Parser().feed(b"data: " + b"x" * 200)]


def test_a_stream_is_never_less_protected_than_its_server():
    assert _origin("wss://streaming.example", "https://a.example") == "https://streaming.example"
    assert _origin("ws://streaming.example", "https://a.example") == "https://a.example"
    assert _origin("ftp://x", "https://a.example") == _origin("", "https://a.example") == "https://a.example"
    assert _origin("ws://127.0.0.1:4", "http://127.0.0.1:3") == "http://127.0.0.1:4"


def test_ids_of_several_kinds_have_an_order_and_tell_the_time_where_they_can():
    assert sorted(["10", "9", "100"], key=walking.order) == ["9", "10", "100"]
    snowflake = str(1_772_000_000_000 << 16)
    assert int(walking.earlier(snowflake)) >> 16 == 1_772_000_000_000 - 600_000
    assert walking.earlier("4711") == "4711"
    assert walking.earlier("01JABCDEF") == "01JABCDEF"
