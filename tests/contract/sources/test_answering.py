"""Answers: what is sent, what is refused, and what is known when no answer comes."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta

import pytest

from services.listener.sources import base as sources
from services.listener.sources.base import Media, NeverLeft, Refused, Sent, Unknown
from tests.fixtures.peers import gate
from tests.fixtures.peers.base import HANDLE, WORD, Lack
from tests.fixtures.peers.reading import DEADLINE, asking

needs_replies = pytest.mark.needs(Lack.REPLIES)


@pytest.fixture
async def asked(peer, reading):
    """A request to answer something that was just written."""
    return asking(peer, await reading.learn(f"{WORD} is late"))


async def reply(source, request):
    """What became of it, within the time that every source has for it."""
    async with asyncio.timeout(DEADLINE):
        return await source.reply(request)


def is_sound(outcome, peer):
    assert outcome.reason.endswith(".")
    secrets = [*peer.credentials().values()]
    assert not [secret for secret in secrets if secret and secret in outcome.reason]


@needs_replies
async def test_an_answer_is_sent_once_below_its_mention(peer, source, asked):
    sent = await reply(source, asked)
    assert isinstance(sent, Sent)
    (had,) = peer.answers
    assert (had.key, had.parent, had.text) == (sent.mention_key, asked.mention_key, asked.text)
    assert Lack.LINKS in peer.lacks or sent.link.startswith(("http://", "https://"))


@needs_replies
@pytest.mark.needs(Lack.READING_BACK)
async def test_an_answer_that_was_sent_is_found(peer, source, asked):
    sent = await reply(source, asked)
    assert await source.find_reply(asked) == sent


@needs_replies
async def test_a_server_that_is_not_there_has_certainly_not_got_the_answer(peer, source, asked):
    await peer.gate.shut()
    outcome = await reply(source, asked)
    assert isinstance(outcome, NeverLeft)
    is_sound(outcome, peer)
    assert peer.answers == []


@needs_replies
async def test_an_answer_whose_network_says_nothing_is_unknown_and_sent_only_once(peer, source, asked):
    peer.gate.plan(gate.Lost(), gate.Target.ANSWERS)
    outcome = await reply(source, asked)
    assert isinstance(outcome, Unknown)
    is_sound(outcome, peer)
    assert len(peer.answers) == 1


@needs_replies
@pytest.mark.needs(Lack.READING_BACK)
async def test_an_answer_that_is_unknown_is_found_when_the_network_has_it(peer, source, asked):
    peer.gate.plan(gate.Lost(), gate.Target.ANSWERS)
    assert isinstance(await reply(source, asked), Unknown)
    found = await source.find_reply(asked)
    assert isinstance(found, Sent)
    assert found.mention_key == peer.answers[0].key


@needs_replies
@pytest.mark.needs(Lack.READING_BACK)
async def test_an_answer_that_is_unknown_is_not_found_when_the_network_has_it_not(peer, source, asked):
    peer.gate.plan(gate.Dropped(), gate.Target.ANSWERS, times=None)
    assert isinstance(await reply(source, asked), Unknown)
    peer.gate.clear()
    assert peer.answers == []
    assert await source.find_reply(asked) is None


@needs_replies
async def test_an_answer_on_a_half_open_connection_is_unknown_in_time(peer, source, asked):
    peer.gate.plan(gate.HalfOpen(), gate.Target.ANSWERS, times=None)
    assert isinstance(await reply(source, asked), Unknown)


@needs_replies
@pytest.mark.needs(Lack.STATUS)
async def test_a_server_that_fails_leaves_the_outcome_unknown(peer, source, asked):
    peer.gate.plan(gate.Status(500), gate.Target.ANSWERS, times=None)
    assert isinstance(await reply(source, asked), Unknown)


@needs_replies
@pytest.mark.needs(Lack.IDEMPOTENCY)
async def test_a_repeated_request_is_recognised_by_the_network(peer, source, asked):
    assert await reply(source, asked) == await reply(source, asked)
    assert [had.idempotency_key for had in peer.answers] == [peer.recognised_as(asked.request_id)]


@needs_replies
@pytest.mark.needs(Lack.IDEMPOTENCY)
async def test_a_repeat_after_a_lost_answer_makes_no_second_one(peer, source, asked):
    peer.gate.plan(gate.Lost(), gate.Target.ANSWERS)
    assert isinstance(await reply(source, asked), Unknown)
    sent = await reply(source, asked)
    assert isinstance(sent, Sent)
    assert [had.key for had in peer.answers] == [sent.mention_key]


@needs_replies
@pytest.mark.needs(Lack.REFUSALS)
async def test_what_the_network_refuses_for_good_is_refused_for_good(peer, source, asked):
    await peer.refuse("permanent")
    outcome = await reply(source, asked)
    assert isinstance(outcome, Refused)
    assert outcome.permanent
    is_sound(outcome, peer)
    assert peer.answers == []


@needs_replies
@pytest.mark.needs(Lack.REFUSALS)
async def test_what_the_network_refuses_for_now_may_be_sent_later(peer, source, asked):
    await peer.refuse("temporary")
    outcome = await reply(source, asked)
    assert isinstance(outcome, Refused)
    assert not outcome.permanent
    assert outcome.retry_after is None or outcome.retry_after > 0
    is_sound(outcome, peer)
    await peer.refuse("")
    assert isinstance(await reply(source, asked), Sent)


@needs_replies
async def test_credentials_that_were_revoked_answer_nothing_and_are_not_shown(peer, source, asked):
    peer.revoke()
    outcome = await reply(source, asked)
    assert isinstance(outcome, Refused)
    is_sound(outcome, peer)
    assert peer.answers == []


@needs_replies
@pytest.mark.needs(Lack.READING_BACK)
async def test_looking_for_an_answer_without_a_network_is_an_error(peer, source, asked):
    await peer.gate.shut()
    with pytest.raises(sources.SourceUnreachable):
        await source.find_reply(asked)


@needs_replies
@pytest.mark.needs(Lack.READING_BACK, Lack.PULL)
async def test_looking_for_an_answer_passes_by_what_others_wrote_and_what_is_older(peer, source, asked):
    await peer.post(asked.text, reply_to=asked.mention_key, by="mira")
    assert await source.find_reply(asked) is None
    await peer.post(asked.text, reply_to=asked.mention_key, by=HANDLE)
    later = dataclasses.replace(asked, attempt_time=peer.now() + timedelta(days=1))
    assert await source.find_reply(later) is None


@needs_replies
async def test_a_private_answer_never_becomes_a_public_one(peer, source, asked):
    outcome = await reply(source, dataclasses.replace(asked, private=True))
    if Lack.PRIVATE in peer.lacks:
        assert isinstance(outcome, Refused)
        assert outcome.permanent
        assert peer.answers == []
    else:
        assert isinstance(outcome, Sent)
        assert [had.private for had in peer.answers] == [True]


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "000000050001a5f645400000000049454e44ae426082"
)


@needs_replies
async def test_media_go_with_an_answer_or_it_is_refused(peer, source, asked):
    outcome = await reply(source, dataclasses.replace(asked, media=[Media("image/png", PIXEL, "A dot.")]))
    if Lack.MEDIA in peer.lacks:
        assert isinstance(outcome, Refused)
        assert outcome.permanent
        assert peer.answers == []
    else:
        assert isinstance(outcome, Sent)
        assert [had.media for had in peer.answers] == [1]


@needs_replies
async def test_an_answer_carries_the_words_as_they_were_given(peer, reading, source):
    mention = await reading.learn(f"{WORD} is late")
    words = "Sorry <b>Mira</b> & all:\n\n“We'll” fix it at 5 < 6 👋 and tell you."
    assert isinstance(await reply(source, asking(peer, mention, words)), Sent)
    assert [had.text for had in peer.answers] == [words]


async def test_networks_that_only_read_refuse_for_good(peer, reading, source):
    if Lack.REPLIES not in peer.lacks:
        pytest.skip("It can be answered.")
    request = asking(peer, await reading.learn(f"{WORD} is late"))
    outcome = await reply(source, request)
    assert isinstance(outcome, Refused)
    assert outcome.permanent
    is_sound(outcome, peer)
    assert await source.find_reply(request) is None
