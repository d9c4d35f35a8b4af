"""What Google Play has beyond others: stars, one answer that is replaced, a key file, a week of reviews."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from services.listener.sources import base as sources
from tests.fixtures import peers
from tests.fixtures.peers.base import HANDLE, WORD
from tests.fixtures.peers.reading import asking

peer = peers.only("googleplay")


@pytest.mark.parametrize(("stars", "rating"), [(1, 0.0), (4, 0.75), (5, 1.0)])
async def test_stars_are_a_rating_from_0_to_1(reading, stars, rating):
    assert (await reading.learn(f"{WORD} app", stars=stars)).rating == rating


async def test_a_headline_before_a_tab_is_a_title(reading):
    mention = await reading.learn(f"Crashes\t{WORD} closes when I save.")
    assert (mention.title, mention.text) == ("Crashes", f"{WORD} closes when I save.")


async def test_the_answer_that_a_review_has_comes_too_and_is_our_own(peer, reading):
    review = await peer.post(f"{WORD} app")
    answer = await peer.post(f"Thanks from {WORD}", reply_to=review, by=HANDLE)
    mention = (await reading.see(answer)).mention(answer)
    assert mention.author.own
    assert mention.parent_key == review


async def test_a_second_answer_replaces_the_first(peer, reading):
    mention = await reading.learn(f"{WORD} app")
    async with reading.open() as source:
        first = await source.reply(asking(peer, mention, "We look into it."))
        second = await source.reply(asking(peer, mention, "It is mended."))
    assert first == second
    assert [had.text for had in peer.answers] == ["It is mended."]


async def test_a_review_that_has_only_left_the_list_is_not_deleted(peer, reading):
    old = await peer.post(f"{WORD} old", at=peer.now() - timedelta(days=6, hours=23))
    await reading.see(old)
    peer._review(old).gone = True
    new = await peer.post(f"{WORD} new")
    await reading.see(new)
    assert reading.states[old] is not None


@pytest.mark.parametrize("secret", ["no JSON", "{}", json.dumps({"client_email": "a", "private_key": "b"})])
async def test_a_secret_that_is_no_key_file_is_told_and_not_shown(reading, secret):
    with pytest.raises(sources.SourceRejected, match="key file") as caught:
        await reading.until(
            lambda _: False, credentials=sources.GivenCredentials({"service_account": secret})
        )
    assert secret not in caught.value.sentence
