"""News that a network brings itself: believed when it is signed and fresh, else not looked at."""

from __future__ import annotations

import contextlib
import dataclasses
from datetime import timedelta

import pytest

from services.common.model import identity
from services.listener.sources import abilities, base
from tests.fixtures.peers.base import WORD, Lack


@pytest.fixture
async def door(source):
    """The source, if its network brings its news."""
    if not isinstance(source, abilities.Receiving):
        pytest.skip("This network is asked; it brings nothing.")
    return source


def identities(received):
    return [identity.fact_identity(item) for item in received.items]


async def test_what_is_signed_is_taken(peer, door):
    brought = await peer.bring(f"{WORD} is late")
    received = await door.receive(brought.request)
    assert 200 <= received.status < 300
    assert {key for key, _ in identities(received)} == set(brought.keys)
    for item in received.items:
        mention = item.mention
        assert mention.source == "sources/test"
        assert mention.text == f"{WORD} is late"
        assert mention.create_time.ToNanoseconds() <= mention.collect_time.ToNanoseconds()


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("kept", [(), ("verify_token",)])
async def test_who_can_check_no_signature_does_not_say_that_it_sees(peer, reading, kept):
    secrets = {name: text for name, text in peer.credentials().items() if name in kept}
    async with (
        reading.open(credentials=base.GivenCredentials(secrets)) as source,
        contextlib.aclosing(source.pages("")) as pages,
    ):
        with contextlib.suppress(base.SourceRejected):
            assert "connect" in (await anext(pages)).partial


async def test_what_is_signed_by_somebody_else_is_not_looked_at(peer, door):
    brought = await peer.bring(f"{WORD} is late", forged=True)
    received = await door.receive(brought.request)
    assert received.status in {401, 403}
    assert not received.items
    assert not [secret for secret in peer.credentials().values() if secret and secret in received.body]


async def test_what_is_not_signed_at_all_is_not_looked_at(peer, door):
    brought = await peer.bring(f"{WORD} is late")
    bare = {name: "" if "sign" in name else value for name, value in brought.request.headers.items()}
    for headers in (bare, {name: value for name, value in bare.items() if value}):
        received = await door.receive(dataclasses.replace(brought.request, headers=headers))
        assert received.status in {401, 403}
        assert not received.items


async def test_what_was_changed_on_its_way_is_not_looked_at(peer, door):
    brought = await peer.bring(f"{WORD} is late")
    changed = brought.request.body.replace(b"late", b"here")
    assert changed != brought.request.body
    received = await door.receive(dataclasses.replace(brought.request, body=changed))
    assert received.status in {401, 403}
    assert not received.items


@pytest.mark.needs(Lack.STALENESS)
@pytest.mark.parametrize("age", [timedelta(days=1), timedelta(days=-1)])
async def test_what_was_signed_long_ago_or_in_the_future_is_not_looked_at(peer, door, age):
    brought = await peer.bring(f"{WORD} is late", age=age)
    received = await door.receive(brought.request)
    assert received.status in {401, 403}
    assert not received.items


async def test_what_is_brought_again_is_the_same_or_not_taken(peer, door):
    brought = await peer.bring(f"{WORD} is late")
    first = await door.receive(brought.request)
    again = await door.receive(brought.request)
    assert identities(first)
    assert identities(again) in ([], identities(first))


async def test_what_is_no_news_at_all_is_an_answer_and_no_fault_of_ours(peer, door):
    brought = await peer.bring(f"{WORD} is late")
    for body in (b"", b"{", b"[]", b"\xff" * 64, b"null"):
        received = await door.receive(dataclasses.replace(brought.request, body=body))
        assert 400 <= received.status < 500
        assert not received.items
