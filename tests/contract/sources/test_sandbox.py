"""What is the sandbox's own: its token, its rules, and a sandbox that does not recognise repeats."""

from __future__ import annotations

import pytest

from services.listener.sources import base as sources
from services.listener.sources.base import Refused, Sent
from tests.fixtures import peers
from tests.fixtures.peers.base import HANDLE, WORD
from tests.fixtures.peers.reading import Reading, asking

peer = peers.only("sandbox")


@pytest.fixture
async def asked(peer, reading):
    return asking(peer, await reading.learn(f"{WORD} is late"))


def opened(peer, **secrets):
    reading = Reading(peer)
    return reading.kind.open(reading.context(credentials=sources.GivenCredentials(secrets)))


async def test_the_link_of_an_answer_leads_to_it(peer, source, asked):
    sent = await source.reply(asked)
    assert sent.link == f"{peer.url}/@{HANDLE}/{sent.mention_key.rpartition(':')[2]}"


@pytest.mark.parametrize("ended", [False, True])
async def test_a_story_that_has_been_told_is_known_by_its_last_page(peer, source, ended):
    await peer.add(f"{WORD} is late")
    peer.network.ended = ended
    pages = source.pages("")
    page = await anext(pages)
    await pages.aclose()
    assert (len(page.items), page.ended) == (1, ended)


async def test_a_deleted_mention_cannot_be_answered(peer, source, asked):
    await peer.delete(asked.mention_key)
    refused = await source.reply(asked)
    assert refused == Refused("The sandbox refused the answer: That post was deleted.", permanent=True)


@pytest.mark.parametrize(("text", "words"), [("x" * 501, "at most 500 characters"), (" ", "needs words")])
async def test_words_the_network_does_not_take_are_refused_with_its_reason(
    peer, reading, source, text, words
):
    refused = await source.reply(asking(peer, await reading.learn(f"{WORD} is late"), text))
    assert refused.permanent
    assert words in refused.reason


async def test_without_a_token_nothing_leaves(peer, asked):
    source = opened(peer)
    refused = await source.reply(asked)
    await source.close()
    assert refused.permanent
    assert "token_file" in refused.reason
    assert not [request for request in peer.gate.requests if peer.is_answer(request)]


async def test_a_wrong_token_is_refused_for_good(peer, asked):
    source = opened(peer, token="nonsense")
    refused = await source.reply(asked)
    await source.close()
    assert refused.permanent
    assert "token of an account" in refused.reason


async def test_reading_back_a_thread_that_never_was_finds_nothing(peer, source, asked):
    never = sources.ReplyRequest(asked.request_id, "sandbox:-:12345", "", asked.text, asked.attempt_time)
    assert await source.find_reply(never) is None


async def test_on_a_sandbox_without_keys_a_repeat_is_a_second_answer(peer, source, asked):
    peer.network.honours_keys = False
    assert isinstance(await source.reply(asked), Sent)
    assert isinstance(await source.reply(asked), Sent)
    assert len(peer.answers) == 2
