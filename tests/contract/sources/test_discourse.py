"""What is particular about Discourse: its own bounds, its own waits, posts that wait or move."""

from __future__ import annotations

import json

import pytest

from services.listener.sources import base as sources
from services.listener.sources.base import Refused, Sent, Unknown
from tests.fixtures.peers import base, discourse, gate
from tests.fixtures.peers.base import HANDLE, WORD
from tests.fixtures.peers.reading import Reading, asking

SLOWER = {"errors": ["Slow down."], "error_type": "rate_limit", "extras": {"wait_seconds": 7}}


@pytest.fixture
async def forum(clock, tmp_path):
    async with discourse.Peer(base.Scene(clock, tmp_path)).running() as running:
        yield running


@pytest.fixture
def reading(forum):
    return Reading(forum)


async def answered(forum, reading, text=""):
    request = asking(forum, await reading.learn(f"{WORD} is late"), text)
    async with reading.open() as source:
        return await source.reply(request)


async def test_an_answer_that_is_too_short_is_refused_in_the_forums_words(forum, reading):
    refused = await answered(forum, reading, "Sorry!")
    assert isinstance(refused, Refused)
    assert refused.permanent
    assert "too short (minimum is 20 characters)." in refused.reason


async def test_the_wait_in_an_answers_body_is_believed(forum, reading):
    body = json.dumps(SLOWER).encode()
    forum.gate.plan(gate.Status(429, {}, body), gate.Target.ANSWERS)
    assert (await answered(forum, reading)).retry_after == 7
    forum.gate.plan(gate.Status(429, {}, body), gate.Target.READING)
    with pytest.raises(sources.SourceRateLimited) as caught:
        await reading.until(lambda _: False)
    assert caught.value.retry_after == 7


async def test_an_answer_that_waits_for_the_staff_is_not_counted_as_sent(forum, reading):
    body = json.dumps({"action": "enqueued", "pending_post": {"id": 3}}).encode()
    forum.gate.plan(gate.Status(200, {"content-type": "application/json"}, body), gate.Target.ANSWERS)
    outcome = await answered(forum, reading)
    assert isinstance(outcome, Unknown)
    assert "staff" in outcome.reason


async def test_posts_hang_below_the_first_of_their_topic_and_what_they_answer(forum, reading):
    first = await reading.learn(f"{WORD} one")
    second = await reading.learn(f"{WORD} two", reply_to=first.key)
    assert second.parent_key == first.key
    assert second.conversation_key == discourse.key_of(f"{discourse.TOPIC}/1")
    assert second.author.handle == "mira"
    assert second.engagement.like_count == 3


async def test_a_post_that_was_moved_is_gone_there_and_here_anew(forum, reading):
    key = (await reading.learn(f"{WORD} misplaced")).key
    (post,) = forum.posts.values()
    post.number = 9
    moved = discourse.key_of(f"{discourse.TOPIC}/9")
    await reading.see(moved)
    assert reading.states[key] is None
    assert reading.text(moved) == f"{WORD} misplaced"


async def test_a_post_that_was_hidden_keeps_its_words(forum, reading, monkeypatch):
    key = (await reading.learn(f"{WORD} flagged")).key
    view = discourse.Post.view
    monkeypatch.setattr(
        discourse.Post, "view", lambda self: {**view(self), "hidden": True, "cooked": "<p>…</p>"}
    )
    later = forum.now().timestamp() + 600
    await reading.until(lambda _: forum.now().timestamp() > later)
    assert reading.text(key) == f"{WORD} flagged"


async def test_an_answer_that_is_accepted_later_is_news(forum, reading, monkeypatch):
    key = (await reading.learn(f"{WORD} solves it")).key
    assert not reading.states[key].accepted
    view = discourse.Post.view
    monkeypatch.setattr(discourse.Post, "view", lambda self: {**view(self), "accepted_answer": True})
    await reading.until(lambda read: read.states[key].accepted)
    assert reading.states[key].revision > 0


async def test_a_mighty_key_does_not_delete_what_others_wrote(forum, reading):
    mention = await reading.learn(f"{WORD} stays")
    async with reading.open() as source:
        refused = await source.delete(mention.key)
    assert isinstance(refused, Refused)
    assert refused.permanent
    assert forum.taken_back == []


async def test_the_account_is_known_by_its_name(forum, reading):
    async with reading.open() as source:
        assert (await source.identify()).login == HANDLE


async def test_what_was_liked_already_is_not_liked_again(forum, reading):
    mention = await reading.learn(f"{WORD} is fine")
    async with reading.open() as source:
        assert isinstance(await source.moderate("like", mention.key), Sent)
        assert isinstance(await source.moderate("like", mention.key), Sent)
    assert forum.moderated == [("like", mention.key)]
