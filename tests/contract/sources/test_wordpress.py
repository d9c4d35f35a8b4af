"""What is WordPress's own: late approvals, held comments, the same words twice, threads."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from urllib.parse import unquote

import pytest

from services.common.model import identity
from services.listener.sources import base as sources
from services.listener.sources.base import Refused, Sent, Unknown
from tests.fixtures import peers
from tests.fixtures.peers import gate, wordpress
from tests.fixtures.peers.base import WORD
from tests.fixtures.peers.reading import asking

peer = peers.only("wordpress")


async def test_a_comment_knows_its_post_and_what_it_answers(peer, reading):
    above = await peer.post(f"{WORD} is late")
    below = await peer.post(f"{WORD} was late for me too", reply_to=above)
    await reading.see(above, below)
    post = identity.make_key("wordpress", "127.0.0.1", f"post-{wordpress.POST}")
    assert reading.mention(above).parent_key == reading.mention(above).conversation_key == post
    assert (reading.mention(below).parent_key, reading.mention(below).conversation_key) == (above, post)
    assert reading.mention(above).link.endswith("/kettles/#comment-1")
    assert reading.mention(above).author.display_name == "Mira"


async def test_a_comment_that_is_approved_late_comes_all_the_same(peer, reading):
    held = await peer.post(f"{WORD} one", status="hold")
    later = await peer.post(f"{WORD} two")
    await reading.see(later)
    assert held not in reading.states
    peer.of(held).status = "approved"
    await reading.see(held)


async def test_held_comments_are_read_when_they_are_asked_for(peer, reading):
    held = await peer.post(f"{WORD} one", status="hold")
    await reading.see(held, config={"held": "true"})


async def test_a_comment_that_becomes_spam_is_gone_and_comes_back_with_its_approval(peer, reading):
    key = await peer.post(f"{WORD} one")
    await reading.see(key)
    peer.of(key).status = "spam"
    await reading.until(lambda now: now.states[key] is None)


async def test_what_changed_after_the_window_is_left_alone(peer, reading):
    old = await peer.post(f"{WORD} old", at=peer.now() - timedelta(hours=20))
    await reading.see(old, await peer.post(f"{WORD} new"), config={"window_hours": "2"})
    await peer.delete(old)
    marker = await peer.post(f"{WORD} newer")
    await reading.see(marker, config={"window_hours": "2"})
    assert reading.text(old) == f"{WORD} old"


async def test_the_same_words_twice_are_found_when_they_are_ours(peer, reading, source):
    request = asking(peer, await reading.learn(f"{WORD} is late"), "We'll look into it.")
    first = await source.reply(request)
    assert isinstance(first, Sent)
    assert await source.reply(request) == first
    assert len(peer.answers) == 1


async def test_the_same_words_twice_are_refused_when_they_are_an_earlier_answer(peer, reading, source):
    request = asking(peer, await reading.learn(f"{WORD} is late"))
    await source.reply(request)
    later = dataclasses.replace(request, attempt_time=peer.now() + timedelta(days=1))
    outcome = await source.reply(later)
    assert isinstance(outcome, Refused)
    assert outcome.permanent
    assert "the same words" in outcome.reason


async def test_the_same_words_twice_are_unknown_when_nobody_can_look(peer, reading, source):
    request = asking(peer, await reading.learn(f"{WORD} is late"))
    await source.reply(request)
    peer.gate.plan(gate.Status(500), gate.Target.READING, times=None)
    assert isinstance(await source.reply(request), Unknown)


async def test_a_flood_is_refused_for_now(peer, reading, source):
    request = asking(peer, await reading.learn(f"{WORD} is late"))
    body = b'{"code":"comment_flood","message":"You are posting comments too quickly. Slow down."}'
    peer.gate.plan(gate.Status(400, {}, body), gate.Target.ANSWERS)
    assert await source.reply(request) == Refused(
        "The WordPress site asks us to slow down.", permanent=False, retry_after=15
    )


async def test_closed_comments_are_refused_in_the_words_of_the_site_without_markup(peer, reading, source):
    request = asking(peer, await reading.learn(f"{WORD} is late"))
    body = b'{"code":"rest_comment_closed","message":"Sorry, <b>comments</b> are closed."}'
    peer.gate.plan(gate.Status(403, {}, body), gate.Target.ANSWERS)
    outcome = await source.reply(request)
    assert outcome.permanent
    assert "comments" in outcome.reason
    assert "<" not in outcome.reason


async def test_without_a_conversation_the_post_is_asked_for(peer, reading, source):
    request = dataclasses.replace(asking(peer, await reading.learn(f"{WORD} is late")), conversation_key="")
    assert isinstance(await source.reply(request), Sent)


async def test_without_a_user_it_reads_and_does_not_answer(peer, reading):
    mention = await reading.learn(f"{WORD} is late")
    only = sources.GivenCredentials({})
    async with reading.open(credentials=only, config={"username": ""}) as source:
        outcome = await source.reply(asking(peer, mention))
        assert isinstance(outcome, Refused)
        assert "username" in outcome.reason
    assert isinstance(
        await reading.again("").see(mention.key, credentials=only, config={"username": ""}), object
    )


@pytest.mark.parametrize("api", ["{}/?rest_route=/", "{}/wp-json", "{}/wp-json/", "{}/"])
async def test_the_address_may_be_of_the_site_or_of_its_api(peer, reading, api):
    mention = await reading.learn(f"{WORD} is late")
    asked = []

    async def serve(request):
        asked.append(request.target)
        route, _, more = request.target.removeprefix("/?rest_route=").partition("&")
        routed = request.target.startswith("/?rest_route=")
        target = f"/wp-json{unquote(route)}?{more}" if routed else request.target
        return await peer.serve(dataclasses.replace(request, target=target))

    peer.gate.behind = serve
    await reading.again("").see(mention.key, config={"url": api.format(peer.url)})
    assert asked
    assert all("//" not in target for target in asked)


async def test_a_user_is_asked_who_it_is(peer, source):
    assert (await source.identify()).login == "Percolune care"
    peer.revoke()
    with pytest.raises(sources.SourceRejected):
        await source.identify()
