"""Writing to somebody who did not write to us, on the networks that take such messages."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid

import pytest

from services.listener.sources.base import NeverLeft, Refused, ReplyRequest, Sent, Unknown
from tests.fixtures import peers
from tests.fixtures.peers import gate
from tests.fixtures.peers.reading import DEADLINE

peer = peers.only("sandbox", "mastodon", "email")
READERS = {"sandbox": "mira", "mastodon": "mira@elsewhere.example", "email": "mira@elsewhere.example"}
WORDS = "Your parcel was found. Where shall we send it?"


@pytest.fixture
def wish(peer):
    """A first message, as the deliveries ask a source to send it."""
    request_id, now = str(uuid.uuid4()), peer.scene.clock.now()
    return ReplyRequest(
        request_id,
        f"{peer.type}:-:first-{request_id}",
        "",
        WORDS,
        now,
        recipient=READERS[peer.type],
        title="Your parcel",
    )


async def send(source, request):
    async with asyncio.timeout(DEADLINE):
        return await source.reply(request)


async def test_it_arrives_once_at_whom_it_is_for(peer, source, wish):
    sent = await send(source, wish)
    assert isinstance(sent, Sent)
    (had,) = peer.answers
    assert (had.key, had.parent, had.recipient) == (sent.mention_key, "", READERS[peer.type])
    assert had.text == WORDS
    assert had.private is (peer.type != "sandbox")


async def test_it_is_found_when_the_network_has_it_and_said_nothing(peer, source, wish):
    peer.gate.plan(gate.Lost(), gate.Target.ANSWERS)
    assert isinstance(await send(source, wish), Unknown)
    found = await source.find_reply(wish)
    assert isinstance(found, Sent)
    assert found.mention_key == peer.answers[0].key


async def test_it_is_not_found_when_the_network_has_it_not(peer, source, wish):
    assert await source.find_reply(wish) is None


async def test_a_network_that_is_not_there_has_certainly_not_got_it(peer, source, wish):
    await peer.gate.shut()
    assert isinstance(await send(source, wish), NeverLeft)
    assert peer.answers == []


async def test_a_letter_needs_a_subject(peer, source, wish):
    outcome = await send(source, dataclasses.replace(wish, title=""))
    if peer.type == "email":
        assert outcome == Refused("A letter needs a subject; begin it anew with one.", permanent=True)
        assert peer.answers == []
    else:
        assert isinstance(outcome, Sent)
