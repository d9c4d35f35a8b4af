"""Writing to somebody who did not write to us, on the networks that take such messages."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid

import pytest

from services.listener.sources.base import NeverLeft, Refused, ReplyRequest, Sent, SourceError, Unknown
from tests.fixtures import peers
from tests.fixtures.peers import gate
from tests.fixtures.peers.reading import DEADLINE

peer = peers.only("sandbox", "mastodon", "email")
READERS = {"sandbox": "mira", "mastodon": "mira@remote.example", "email": "mira@elsewhere.example"}
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


@pytest.fixture
async def known(peer):
    """The recipient is somebody of the network."""
    if peer.type == "sandbox":
        await peer.add("Percolune?", by=READERS[peer.type])
    return READERS[peer.type]


async def find(source, handle):
    async with asyncio.timeout(DEADLINE):
        return await source.find_author(handle)


async def test_who_is_called_so_has_the_key_of_what_they_write(peer, source, known):
    author = await find(source, known)
    assert author.handle == known
    assert (
        author.key
        == {
            "sandbox": "sandbox:-:mira",
            "mastodon": "mastodon:-:https%3A%2F%2Fremote.example%2Fusers%2Fmira",
            "email": "email:-:mira%40elsewhere.example",
        }[peer.type]
    )
    if peer.type != "sandbox":
        assert (await find(source, known.upper())).key == author.key


@pytest.mark.parametrize("handle", ["mir", "mira@remote", "no body", "mira/posts", ""])
async def test_who_is_not_there_is_not_found(peer, source, known, handle):
    if peer.type == "email" and "@" in handle:
        assert (await find(source, handle)).handle == handle  # only a letter tells whether it is there
    else:
        assert await find(source, handle) is None


async def test_nothing_is_written_to_nobody(peer, source, wish):
    outcome = await send(source, dataclasses.replace(wish, recipient="mirja@remote.example"))
    if peer.type == "mastodon":
        sentence = "Nobody on Mastodon is called @mirja@remote.example; check the handle."
        assert outcome == Refused(sentence, permanent=True)
        assert peer.answers == []
    else:
        assert isinstance(outcome, Sent)


async def test_who_cannot_be_asked_is_not_said_to_be_nobody(peer, source, known):
    await peer.gate.shut()
    if peer.type == "email":
        assert (await find(source, known)).handle == known
    else:
        with pytest.raises(SourceError):
            await find(source, known)
