"""The past of a Mastodon server: which of its listings tell it, and what that takes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.listener.sources import base as sources
from services.listener.sources.mastodon import backfilling, walking
from tests.fixtures import peers
from tests.fixtures.peers.base import WORD

peer = peers.only("mastodon")


@pytest.fixture
def now(peer):
    return peer.scene.clock.now()


async def read(reading, start, end, **more):
    async with reading.open(**more) as source:
        return [page async for page in source.history(start, end, "")]


def keys_of(pages):
    return {item.mention.key for page in pages for item in page.items}


async def test_what_is_newer_is_skipped_where_ids_tell_the_time(peer, reading, now):
    for hours in range(60):
        await peer.post(f"{WORD} {hours}", at=now - timedelta(hours=hours))
    wanted = await peer.post(f"{WORD} long ago", at=now - timedelta(days=4))
    pages = await read(reading, now - timedelta(days=5), now - timedelta(days=3))
    assert keys_of(pages) == {wanted}
    assert len(pages) == 3
    assert all(page.partial == backfilling.OPT_IN for page in pages)


async def test_topic_words_are_read_in_their_timelines_and_phrases_are_searched_for(peer, reading, now):
    key = await peer.post(f"#{WORD} again", at=now - timedelta(days=1))
    words = sources.GivenWords((f"#{WORD}", f"{WORD} again"))
    pages = await read(reading, now - timedelta(days=2), now, watched=words)
    assert keys_of(pages) == {key}
    asked = [request.path for request in peer.gate.requests if peer.is_reading(request)]
    assert {f"/api/v1/timelines/tag/{WORD}", "/api/v2/search"} == set(asked)


async def test_each_mode_has_its_listings():
    def of(mode, *phrases):
        return backfilling.listings(mode, "tea", phrases, may_search=True)

    assert of("user", "acme") == [walking.HOME, walking.NOTIFICATIONS]
    assert of("notifications", "acme") == [walking.NOTIFICATIONS]
    assert of("hashtag", "acme") == ["tag/tea"]
    assert of("public", "acme", "#two words", "#one", "@acme") == [
        "search #two words",
        "search @acme",
        "search acme",
        "tag/one",
    ]


async def test_without_an_account_topic_words_have_a_past_and_searches_do_not(reading, now):
    nobody = {"credentials": sources.GivenCredentials()}
    async with reading.open(watched=sources.GivenWords((WORD,)), **nobody) as source:
        with pytest.raises(sources.SourceRejected, match="antiphon source connect"):
            await source.estimate(now - timedelta(days=1), now)
    assert backfilling.listings("public", "", ["#tea"], may_search=False) == ["tag/tea"]


async def test_an_estimate_follows_how_much_is_written(peer, reading, now):
    start = now - timedelta(days=2)

    async def estimate():
        async with reading.open() as source:
            return await source.estimate(start, now)

    await peer.post(f"{WORD} of old", at=now - timedelta(days=9))
    assert await estimate() == backfilling.abilities.Estimate({"search": 1}, 0)
    for hours in range(1, 41):
        await peer.post(f"{WORD} {hours}", at=now - timedelta(hours=hours))
    told = await estimate()
    before = len(peer.gate.requests)
    pages = await read(reading, start, now)
    assert len(keys_of(pages)) == 40
    assert 40 <= told.items <= 60
    took = len(peer.gate.requests) - before
    assert took <= told.calls["search"] <= 2 * took


async def test_an_estimate_looks_into_some_of_many_searches(peer, reading, now):
    many = sources.GivenWords(tuple(f"{WORD} {number}" for number in range(100)))
    async with reading.open(watched=many) as source:
        assert (await source.estimate(now - timedelta(days=1), now)).calls == {"search": 100}
    assert len([request for request in peer.gate.requests if peer.is_reading(request)]) == 10
