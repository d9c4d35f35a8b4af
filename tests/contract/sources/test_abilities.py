"""What some networks can do beyond being read and answered: taking back, moderating, reading the past."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from services.listener.sources import abilities
from services.listener.sources.base import NeverLeft, Refused, Sent, Unknown
from tests.fixtures.peers import gate
from tests.fixtures.peers.base import PAGE_SIZE, WORD
from tests.fixtures.peers.reading import LONGEST, asking

ACTIONS = {"hide", "unhide", "like", "unlike", "delete", "mute", "block", "report"}


@pytest.fixture
async def able(request, source):
    """The source, if it has what the test needs."""
    if not isinstance(source, request.param):
        pytest.skip(f"This source is not {request.param.__name__.lower()}.")
    return source


def having(ability):
    return pytest.mark.parametrize("able", [ability], indirect=True, ids=[""])


@pytest.fixture
async def sent(peer, reading, source):
    """An answer of ours that stands."""
    outcome = await source.reply(asking(peer, await reading.learn(f"{WORD} is late")))
    assert isinstance(outcome, Sent)
    return outcome


@having(abilities.Deleting)
async def test_an_answer_can_be_taken_back_and_again(peer, able, sent):
    assert isinstance(await able.delete(sent.mention_key), Sent)
    assert peer.taken_back == [sent.mention_key]
    assert isinstance(await able.delete(sent.mention_key), Sent)


@having(abilities.Deleting)
async def test_taking_back_without_a_network_never_left(peer, able, sent):
    await peer.gate.shut()
    assert isinstance(await able.delete(sent.mention_key), NeverLeft)


@having(abilities.Deleting)
async def test_taking_back_whose_answer_is_lost_counts_not_as_done(peer, able, sent):
    peer.gate.plan(gate.Lost(), times=None)
    assert isinstance(await able.delete(sent.mention_key), Unknown | NeverLeft)


@having(abilities.Moderating)
async def test_every_action_it_names_is_done_and_may_be_repeated(peer, reading, able):
    assert able.actions
    assert able.actions <= ACTIONS
    order = sorted(able.actions, key=_late)
    for action in order:
        mention = await reading.learn(f"{WORD} deserves {action}")
        if action in {"unlike", "unhide"}:
            await able.moderate(action.removeprefix("un"), mention.key)
        for _ in range(2):
            assert isinstance(await able.moderate(action, mention.key), Sent), action
        whom = mention.author.key if action in {"mute", "block"} else mention.key
        assert (action, whom) in peer.moderated


def _late(action):
    return action in {"delete", "mute", "block"}, action


@having(abilities.Moderating)
async def test_an_action_it_does_not_have_is_refused_for_good(peer, reading, able):
    mention = await reading.learn(f"{WORD} is here")
    for action in ACTIONS - able.actions:
        outcome = await able.moderate(action, mention.key)
        assert isinstance(outcome, Refused)
        assert outcome.permanent
    assert peer.moderated == []


@having(abilities.Moderating)
async def test_moderating_without_a_network_never_left(peer, reading, able):
    mention = await reading.learn(f"{WORD} is here")
    await peer.gate.shut()
    assert isinstance(await able.moderate(min(able.actions), mention.key), NeverLeft)


class Past:
    """Contributions of some days, and the stretch of them that is asked for."""

    def __init__(self, now):
        self.start = now - timedelta(days=4)
        self.end = now - timedelta(days=2)
        hours = [1, 5, 9, 24, 30, 36, 47]
        self.within = [self.start, *(self.start + timedelta(hours=hour) for hour in hours)]
        self.without = [self.start - timedelta(hours=2), self.end, self.end + timedelta(hours=2)]
        self.wanted = set()


@pytest.fixture
async def past(peer):
    told = Past(peer.scene.clock.now())
    for number, at in enumerate(sorted([*told.within, *told.without])):
        key = await peer.post(f"{WORD} number {number}", at=at)
        if at in told.within:
            told.wanted.add(key)
    return told


async def history(reading, able, past, cursor=""):
    """The pages of the stretch from a cursor on, until it ends by itself."""
    async with asyncio.timeout(LONGEST):
        return [page async for page in able.history(past.start, past.end, cursor)]


def keys_of(pages):
    return {item.mention.key for page in pages for item in page.items}


@having(abilities.Backfilling)
async def test_history_gives_exactly_its_stretch_and_ends(reading, able, past):
    assert keys_of(await history(reading, able, past)) == past.wanted


@having(abilities.Backfilling)
async def test_history_goes_on_from_any_page_without_loss(reading, able, past):
    assert len(past.wanted) > 2 * PAGE_SIZE
    pages = await history(reading, able, past)
    for count in range(1, len(pages)):
        rest = await history(reading, able, past, pages[count - 1].cursor)
        assert keys_of(pages[:count]) | keys_of(rest) == past.wanted


@having(abilities.Backfilling)
async def test_history_says_before_what_it_would_take(able, past):
    estimate = await able.estimate(past.start, past.end)
    assert estimate.calls
    assert all(calls > 0 for calls in estimate.calls.values())
    assert estimate.items is None or estimate.items >= 0
