"""Markup becomes text; links, handles, topic words and media are kept as entities."""

from __future__ import annotations

import pytest

from tests.fixtures.peers.base import WORD, Kind, Lack

pytestmark = pytest.mark.needs(Lack.PULL)


@pytest.mark.needs(Lack.MARKUP)
async def test_markup_becomes_text_with_entities(peer, reading):
    samples = peer.samples()
    kinds = {kind for sample in samples for kind, _ in sample.entities}
    assert {Kind.KIND_LINK, Kind.KIND_HANDLE, Kind.KIND_HASHTAG} <= kinds
    for sample in samples:
        assert WORD in sample.text
        key = await peer.post(sample.markup, markup=True, **sample.more)
        mention = (await reading.see(key)).mention(key)
        assert mention.text == sample.text
        assert {(entity.kind, entity.value) for entity in mention.entities} >= set(sample.entities)


@pytest.mark.needs(Lack.MARKUP)
async def test_entities_stand_where_they_say(peer, reading):
    for sample in peer.samples():
        key = await peer.post(sample.markup, markup=True, **sample.more)
        mention = (await reading.see(key)).mention(key)
        for entity in mention.entities:
            words = mention.text[entity.span.start : entity.span.end]
            if not entity.HasField("span"):
                assert entity.kind in {Kind.KIND_MEDIA, Kind.KIND_LINK}
            elif entity.kind in {Kind.KIND_HANDLE, Kind.KIND_HASHTAG}:
                assert entity.value.partition("@")[0].lower() in words.lower()
            else:
                assert words


async def test_what_no_store_takes_is_cleaned_away(peer, reading):
    key = await peer.post(f"{WORD} 👩‍👩‍👧 naïve 日本")
    assert (await reading.see(key)).text(key) == f"{WORD} 👩‍👩‍👧 naïve 日本"
