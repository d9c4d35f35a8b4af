"""What is special about Hacker News: capped searches, stories that only point elsewhere, answers by hand."""

from __future__ import annotations

import asyncio

import pytest

from antiphon.mention.v1 import mention_pb2
from tests.fixtures.peers import base, hackernews
from tests.fixtures.peers.base import WORD, Kind
from tests.fixtures.peers.reading import Reading, asking


@pytest.fixture
async def news(clock, tmp_path):
    async with hackernews.Peer(base.Scene(clock, tmp_path)).running() as running:
        yield running


async def test_a_second_with_more_than_the_search_gives_is_told_as_partial(news):
    await asyncio.gather(*(news.post(f"{WORD} number {number}") for number in range(hackernews.MOST + 1)))
    reading, told = Reading(news), []
    async with reading.open() as source:
        async for page in source.pages(""):
            told.append(page.partial)
            if page.items:
                break
    assert "in one second there were more" in told[-1]


async def test_windows_are_halved_until_they_hold_no_more_than_the_search_gives(news):
    keys = [await news.post(f"{WORD} number {number}") for number in range(4 * hackernews.MOST)]
    reading = await Reading(news).see(*keys)
    assert len(reading.pages) > 4


async def test_a_story_that_points_somewhere_has_its_title_and_its_link(news):
    key = await news.post("")
    entry = news.entries["9000"]
    entry.parent, entry.markup = "", ""
    hit = {**entry.hit(), "title": f"{WORD} & friends", "url": "https://shop.example/"}
    news._search = lambda _query: {"hits": [hit], "nbHits": 1}
    mention = (await Reading(news).see(key)).mention(key)
    assert mention.kind == mention_pb2.Mention.KIND_POST
    assert mention.title == f"{WORD} & friends"
    assert mention.conversation_key == key
    assert [(each.kind, each.value) for each in mention.entities] == [
        (Kind.KIND_LINK, "https://shop.example/")
    ]


async def test_a_comment_hangs_below_its_story_also_after_an_edit(news):
    reading = Reading(news)
    mention = await reading.learn(f"{WORD} befor")
    await news.edit(mention.key, f"{WORD} before")
    await reading.until(lambda now: now.text(mention.key) == f"{WORD} before")
    assert reading.mention(mention.key).conversation_key == hackernews.key_of(hackernews.STORY)


async def test_an_answer_is_handed_to_a_person_with_the_place_to_write_it(news):
    reading = Reading(news)
    request = asking(news, await reading.learn(f"{WORD} is late"))
    async with reading.open() as source:
        refused = await source.reply(request)
    assert refused.permanent
    assert "https://news.ycombinator.com/reply?id=9000 " in refused.reason
